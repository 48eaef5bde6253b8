/**
 * The messages expected on the phones, from the journals alone: the requests of clients and files, an echo for each
 * press on its button, and an answer for each call of a skill's webhook.
 */
import type { Evidence, Shown } from './evidence.ts'
import { createDeletedBots, isOver, lifetimeAt } from './identity-history.ts'
import { type Journal, prefixOf, type Sent, tokenIn } from './journal.ts'

export type Expected = {
  /** Token and person. */
  key: string
  /** Its number of messages. */
  count: number
  /** True if it must be there, false if it may be. */
  isRequired: boolean
  /** The answer to its cancellation, if requested. */
  cancel?: Sent['cancel']
  /** A campaign's row, which may have been canceled before it became a message. */
  isRowCanceled?: boolean
}

export function expectedOf(evidence: Evidence): Map<string, Expected> {
  const all = [
    ...ofClients(evidence.journal),
    ...ofCampaigns(evidence.journal),
    ...ofPresses(evidence),
    ...ofCalls(evidence),
  ]
  return new Map(all.map((expected) => [expected.key, expected]))
}

function ofClients({ sent }: Journal): Expected[] {
  return sent.flatMap(({ token, userIds, ackedAt, cancel }) =>
    userIds.map((userId) => ({ key: `${token} ${userId}`, count: 1, isRequired: ackedAt !== undefined, cancel })),
  )
}

/** A campaign's progress is unknown when its cancel takes effect, or its bot is deleted. */
function ofCampaigns(journal: Journal): Expected[] {
  return journal.campaigns.flatMap(({ token, botId, userIds, askedAt, ackedAt, isCanceled }) =>
    userIds.map((userId) => ({
      key: `${token} ${userId}`,
      count: 1,
      isRequired: ackedAt !== undefined && !isOver(lifetimeAt(journal, botId, askedAt)),
      ...(isCanceled && { cancel: 'unsure' as const, isRowCanceled: true }),
    })),
  )
}

/** Each press on `Eco` is echoed once. */
function ofPresses({ phones, journal, unplaced, events }: Evidence): Expected[] {
  const isRequired = makeRequired(journal)
  // A press that came to a number that no bot has goes to its former bot, whose webhook answers it, or waits for the
  // next bot.
  const aside = unplaced.map(({ source, raw }) => String(source ?? raw))
  const former = events.map(({ body }) => String(body)).filter((body) => body.includes('"formerNumber"'))
  const waiting = [...aside, ...former].join()
  const tokens = new Map(phones.map(({ wamid, body }) => [wamid, tokenIn(body)]))
  const pressed = phones.flatMap((entry) => {
    const wamid = pressOf(entry)
    if (wamid === undefined) return []
    return { key: `e.${tokens.get(wamid)} ${entry.person}`, isWaiting: waiting.includes(entry.wamid) }
  })
  return [...Map.groupBy(pressed, ({ key }) => key)].map(([key, presses]) => ({
    key,
    count: presses.length,
    isRequired: isRequired(key.split(' ')[1]) && !presses.some(({ isWaiting }) => isWaiting),
  }))
}

/** A skill's pending answer ends when its bot is deleted. */
function makeRequired(journal: Journal): (person: string | undefined) => boolean {
  const wasDeleted = createDeletedBots(journal)
  const people = journal.slots.filter(({ isDeletable, botId }) => isDeletable || wasDeleted(botId)).map(prefixOf)
  return (person = '') => !people.some((prefix) => person.startsWith(prefix))
}

/** The message whose `Eco` was pressed. */
function pressOf({ direction, body }: Shown): string | undefined {
  if (direction !== 'in') return undefined
  const { context, interactive, button } = JSON.parse(body)
  const isEcho = interactive?.list_reply?.title === 'Eco' || String(button?.payload).includes('"skillId":"eco"')
  return isEcho ? String(context?.id) : undefined
}

function ofCalls({ received, journal }: Evidence): Expected[] {
  const isRequired = makeRequired(journal)
  const calls = received.filter(({ path }) => path === '/skill')
  const keys = new Set(calls.map(({ body }) => `s.${body.eventId} ${body.userId}`))
  return [...keys].map((key) => ({ key, count: 1, isRequired: isRequired(key.split(' ')[1]) }))
}
