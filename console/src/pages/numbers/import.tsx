/** The past of a number that the phone app has too: brought at a press, and how far it has come. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Answer } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { Badge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { Facts } from '../../kit/facts.tsx'
import { Card } from '../../kit/page.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import type { Bot } from './queries.ts'

type Import = Answer<'getNumberImport'>
type Part = NonNullable<Import['history']>

const parts = ['contacts', 'history'] as const
const tones = { asked: 'busy', coming: 'busy', done: 'good', declined: 'warn' } as const
/** It comes in webhooks of many messages, for minutes. */
const lookMs = 5_000

export function importQuery(botId: string) {
  return queryOptions({ queryKey: ['import', botId], queryFn: () => gateway.getNumberImport({ botId }) })
}

/** Nothing where the number is the gateway's alone and nothing was ever brought. */
export function ImportCard({ bot }: { bot: Bot }) {
  const { t } = useWords()
  const mayAsk = useMay('bots.write', bot.id)
  const found = useQuery({ ...importQuery(bot.id), refetchInterval: ({ state }) => isComing(state.data) && lookMs })
  const ask = useChange({
    run: () => gateway.importNumber({ botId: bot.id }),
    touches: [['import', bot.id]],
    done: 'import.asked_meta',
  })
  const known = found.data
  if (known === undefined || (!bot.isShared && known.contacts === null && known.history === null)) return null
  return (
    <Card title={t('import.title')}>
      <p className="soft">{t('import.lead')}</p>
      <div role="status">
        <Facts
          facts={parts.map(
            (part) =>
              [
                t(`import.${part}`),
                <Progress key={part} part={known[part]} isEndless={part === 'contacts'} />,
              ] as const,
          )}
        />
      </div>
      {mayAsk && (
        <Button isPending={ask.isPending} onPress={() => ask.mutate()}>
          {t('import.ask')}
        </Button>
      )}
    </Card>
  )
}

/** Contacts have no end: later changes come as well, and nobody waits for them. */
function isComing(known: Import | undefined): boolean {
  return parts.some((part) => known?.[part]?.state === 'asked') || known?.history?.state === 'coming'
}

/** `isEndless`: there is no last one, so those that came are there. */
function Progress({ part, isEndless }: { part: Part | null; isEndless: boolean }) {
  const { t, number } = useWords()
  if (part === null) return <span className="soft">{t('import.never')}</span>
  const isThere = part.state === 'done' || (isEndless && part.state === 'coming')
  const percent = part.progress === undefined ? '' : ` · ${number(part.progress)} %`
  return (
    <>
      <Badge tone={isThere ? 'good' : tones[part.state]} text={t(isThere ? 'import.done' : `import.${part.state}`)} />{' '}
      {number(part.count)}
      {percent}{' '}
      {part.lastAt !== null && (
        <span className="soft small">
          <Time at={part.lastAt} />
        </span>
      )}
      {part.reason !== undefined && <p className="soft small">{part.reason}</p>}
    </>
  )
}
