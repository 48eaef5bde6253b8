/** What a person on the phone does, the clock, and everything as it was at the start. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dayMs, hourMs } from '../../../../drawing/time.ts'
import { Button } from '../../kit/button.tsx'
import { ConfirmDialog } from '../../kit/dialog.tsx'
import { Field } from '../../kit/field.tsx'
import { Card } from '../../kit/page.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { useAct } from './act.ts'
import { type Clock, controlQuery, type OnPhone } from './control.ts'

export function Acts({ phone, person }: { phone: OnPhone; person: string }) {
  return (
    <div className="stack">
      <Write phone={phone} person={person} />
      <ClockCard address={phone.address} />
      <Reset address={phone.address} />
    </div>
  )
}

function Write({ phone: { bot, address }, person }: { phone: OnPhone; person: string }) {
  const { t } = useWords()
  const [text, setText] = useState('Hola')
  const act = useAct(address)
  const { phoneNumberId } = bot.channel
  const does = (what: object) =>
    act.mutate({ method: 'POST', path: '/inbound', body: { from: person, phoneNumberId, ...what } })
  return (
    <Card title={t('sandbox.writes')}>
      <Field label={t('column.text')} value={text} onChange={setText} />
      <div className="row">
        <Button isDisabled={text === ''} isPending={act.isPending} onPress={() => does({ type: 'text', text })}>
          {t('sandbox.write')}
        </Button>
        {(['image', 'audio', 'document'] as const).map((type) => (
          <Button key={type} kind="quiet" isPending={act.isPending} onPress={() => does({ type })}>
            {t(`sandbox.send_${type}`)}
          </Button>
        ))}
      </div>
    </Card>
  )
}

const steps = { hour: hourMs, day: dayMs } as const

function ClockCard({ address }: { address: string }) {
  const { t } = useWords()
  const clock = useQuery(controlQuery<Clock>(address, '/clock')).data
  const act = useAct(address)
  const move = (body: object) => act.mutate({ method: 'POST', path: '/clock', body })
  return (
    <Card title={t('sandbox.clock')}>
      <p className="soft">{t('sandbox.clock_about')}</p>
      {clock && (
        <p>
          <Time at={clock.now} isExact /> {clock.isFrozen && t('sandbox.frozen')}
        </p>
      )}
      <div className="row">
        {(Object.keys(steps) as (keyof typeof steps)[]).map((step) => (
          <Button key={step} isPending={act.isPending} onPress={() => move({ advanceMs: steps[step] })}>
            {t(`sandbox.advance_${step}`)}
          </Button>
        ))}
        <Button kind="quiet" isPending={act.isPending} onPress={() => move({ frozen: clock?.isFrozen !== true })}>
          {t(clock?.isFrozen ? 'sandbox.resume' : 'sandbox.freeze')}
        </Button>
      </div>
    </Card>
  )
}

function Reset({ address }: { address: string }) {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const act = useAct(address)
  return (
    <Card title={t('sandbox.reset')}>
      <p className="soft">{t('sandbox.reset_about')}</p>
      <div className="row">
        <Button kind="danger" isPending={act.isPending} onPress={() => setAsking(true)}>
          {t('sandbox.reset_do')}
        </Button>
      </div>
      <ConfirmDialog
        title={t('sandbox.reset')}
        text={t('sandbox.reset_about')}
        action={t('sandbox.reset_do')}
        isOpen={isAsking}
        onConfirm={() => act.confirm({ method: 'POST', path: '/reset', body: {} })}
        onClose={() => setAsking(false)}
      />
    </Card>
  )
}
