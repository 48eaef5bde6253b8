/** Trouble by click: what happens to messages to the person on the phone, until it is taken away. */
import { useQuery } from '@tanstack/react-query'
import { Button } from '../../kit/button.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { useWords } from '../../words/words.tsx'
import { useAct } from './act.ts'
import { controlQuery, type Fault } from './control.ts'

/** Of the sandbox's faults, those that people ask about most. */
const troubles = [
  { word: 'sandbox.fails', fault: { kind: 'failLate', code: 131_026 } },
  { word: 'sandbox.paced', fault: { kind: 'graphError', code: 130_429, times: 3 } },
  { word: 'sandbox.silent', fault: { kind: 'silence', times: 1 } },
  { word: 'sandbox.dropped', fault: { kind: 'dropAfter', times: 1 } },
  { word: 'sandbox.doubled', fault: { kind: 'duplicate', times: 3 } },
] as const

export function Trouble({ address, person }: { address: string; person: string }) {
  const { t, number } = useWords()
  const found = useQuery(controlQuery<Fault[]>(address, '/faults'))
  const act = useAct(address)
  return (
    <>
      <Card title={t('sandbox.trouble')}>
        <p className="soft">{t('sandbox.trouble_about')}</p>
        <ul className="plain stack">
          {troubles.map(({ word, fault }) => (
            <li key={word} className="row between">
              <span>{t(word)}</span>
              <Button
                isPending={act.isPending}
                onPress={() =>
                  act.mutate({ method: 'POST', path: '/faults', body: { ...fault, match: { to: person } } })
                }
              >
                {t('sandbox.cause')}
              </Button>
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t('sandbox.faults')}>
        <Loaded of={found} lines={2}>
          {(faults) =>
            faults.length === 0 ? (
              <p className="soft">{t('sandbox.no_faults')}</p>
            ) : (
              <ul className="plain stack">
                {faults.map(({ id, kind, timesLeft }) => (
                  <li key={id} className="row between">
                    <span>
                      <code>{kind}</code>{' '}
                      {timesLeft === 'always' ? t('sandbox.always') : t('sandbox.times', { times: number(timesLeft) })}
                    </span>
                    <Button kind="quiet" onPress={() => act.mutate({ method: 'DELETE', path: `/faults/${id}` })}>
                      {t('sandbox.end_fault')}
                    </Button>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </Card>
    </>
  )
}
