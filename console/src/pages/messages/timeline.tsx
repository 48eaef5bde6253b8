/** The steps of a message, each with what was said on the wire behind it. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { Badge, StateBadge, type Tone } from '../../kit/badge.tsx'
import { CodeBlock } from '../../kit/code-block.tsx'
import { PreciseTime, Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { type Message, type Step, stepsOf } from './steps.ts'

export function Timeline({ message }: { message: Message }) {
  return (
    <ol className="timeline">
      {stepsOf(message).map((step, index) => (
        // Steps have no name of their own; they are only ever added at the end.
        <li key={`${step.kind} ${step.at} ${index}`} data-kind={step.kind}>
          <span className="soft when">
            {step.kind === 'next' ? <Time at={step.at} /> : <PreciseTime at={step.at} />}
          </span>
          <StepView step={step} message={message} />
        </li>
      ))}
    </ol>
  )
}

function StepView({ step, message }: { step: Step; message: Message }) {
  const { t } = useWords()
  switch (step.kind) {
    case 'accepted':
      return <Told title={t(message.direction === 'out' ? 'step.accepted' : 'step.received')} value={message.content} />
    case 'attempt':
      return <AttemptView attempt={step.attempt} />
    case 'state':
      return (
        <p>
          {t('step.state')} <StateBadge state={step.state} />
        </p>
      )
    case 'event':
      return (
        <p>
          {t('step.event', { type: step.event.type })} <code>{step.event.eventId}</code>
        </p>
      )
    case 'delivery':
      return <DeliveryView step={step} />
    case 'next':
      return <p>{t(step.what === 'attempt' ? 'step.next_attempt' : 'step.next_delivery', { url: step.url ?? '' })}</p>
  }
}

const tones: Record<string, Tone> = {
  sent: 'good',
  refused: 'bad',
  throttled: 'warn',
  unreachable: 'warn',
  unknown: 'warn',
}

function AttemptView({ attempt }: { attempt: Message['attempts'][number] }) {
  const { t, number } = useWords()
  const { attempt: count, outcome, startedAt, endedAt, detail, told } = attempt
  const title = (
    <>
      {t('step.attempt', { count })}{' '}
      {outcome !== undefined && <Badge tone={tones[outcome] ?? 'calm'} text={t(outcomeKey(outcome))} />}
      {endedAt !== undefined && <span className="soft"> {number(endedAt - startedAt)} ms</span>}
    </>
  )
  const said = { ...(detail !== undefined && { detail }), ...(told !== undefined && { told }) }
  return <Told title={title} value={Object.keys(said).length > 0 ? said : undefined} />
}

const outcomes = ['sent', 'refused', 'throttled', 'unreachable', 'unknown'] as const

function outcomeKey(outcome: string) {
  return `outcome.${outcomes.find((one) => one === outcome) ?? 'unknown'}` as const
}

function DeliveryView({ step: { delivery, attempt, event } }: { step: Extract<Step, { kind: 'delivery' }> }) {
  const { t, number } = useWords()
  const isGood = attempt.status !== undefined && attempt.status < 300
  const title = (
    <>
      {t('step.delivery', { url: delivery.url })}{' '}
      <Badge
        tone={isGood ? 'good' : 'bad'}
        text={attempt.status === undefined ? t('step.no_answer') : `HTTP ${attempt.status}`}
      />
      <span className="soft"> {number(attempt.durationMs)} ms</span>
    </>
  )
  return (
    <>
      <Told title={title} value={attempt.answer === '' ? undefined : attempt.answer} />
      {attempt.reason !== undefined && <p className="soft">{attempt.reason}</p>}
      <p>
        <Link to="/webhooks/deliveries" search={{ type: event.type, endpoint: delivery.endpointId }}>
          {t('step.deliveries')}
        </Link>
      </p>
    </>
  )
}

/** Opens where there is something to see. */
function Told({ title, value }: { title: ReactNode; value: unknown }) {
  if (value === undefined || value === null) return <p>{title}</p>
  return (
    <Disclosure className="told">
      <Heading level={2}>
        <Button slot="trigger">{title}</Button>
      </Heading>
      <DisclosurePanel>
        <CodeBlock value={value} />
      </DisclosurePanel>
    </Disclosure>
  )
}
