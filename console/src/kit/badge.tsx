/** The state of something as a word with a colour; the word alone says it all. */
import { useWords, type WordKey } from '../words/words.tsx'

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'calm'

/** Every state that the API names, with its text and tone. */
const states = {
  queued: ['state.queued', 'busy'],
  sending: ['state.sending', 'busy'],
  sent: ['state.sent', 'busy'],
  delivered: ['state.delivered', 'good'],
  read: ['state.read', 'good'],
  reply: ['state.reply', 'good'],
  received: ['state.received', 'calm'],
  recorded: ['state.recorded', 'calm'],
  failed: ['state.failed', 'bad'],
  expired: ['state.expired', 'warn'],
  canceled: ['state.canceled', 'calm'],
  bad: ['person.bad', 'bad'],
  repeated: ['person.repeated', 'warn'],
  suppressed: ['person.suppressed', 'warn'],
  accepted: ['person.accepted', 'calm'],
  waiting: ['state.waiting', 'busy'],
  given_up: ['state.given_up', 'bad'],
  switched_off: ['state.switched_off', 'bad'],
  failing: ['state.failing', 'warn'],
  in_use: ['state.in_use', 'good'],
  ok: ['state.ok', 'good'],
  warning: ['state.warning', 'warn'],
  unknown: ['state.unknown', 'calm'],
  completed: ['state.completed', 'good'],
  pending: ['state.pending', 'busy'],
  in_progress: ['state.in_progress', 'busy'],
  scheduled: ['state.scheduled', 'calm'],
  paused: ['state.paused', 'warn'],
  approved: ['state.approved', 'good'],
  rejected: ['state.rejected', 'bad'],
  disabled: ['state.disabled', 'bad'],
  draft: ['state.draft', 'calm'],
  in_appeal: ['state.in_appeal', 'busy'],
} as const satisfies Record<string, readonly [WordKey, Tone]>

export type StateName = keyof typeof states

/** Names of the compatible API for states of messages. */
const compatible: Record<string, StateName> = {
  CREATED: 'queued',
  DELIVERED_CHANNEL: 'sent',
  DELIVERED_USER: 'delivered',
}

function shownOf(state: string): readonly [WordKey, Tone] | undefined {
  const name = compatible[state] ?? state.toLowerCase()
  return Object.hasOwn(states, name) ? states[name as StateName] : undefined
}

/** Of a state that this console knows. */
export function wordOfState(state: string): WordKey | undefined {
  return shownOf(state)?.[0]
}

/** A state that this console does not know is shown by its own name. */
export function StateBadge({ state }: { state: string }) {
  const { t } = useWords()
  const shown = shownOf(state)
  if (shown === undefined) return <Badge tone="calm" text={state} />
  const [key, tone] = shown
  return <Badge tone={tone} text={t(key)} />
}

export function Badge({ tone, text }: { tone: Tone; text: string }) {
  return <span className={`badge ${tone}`}>{text}</span>
}
