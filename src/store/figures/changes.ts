/**
 * Counts what changes in a message's row, in the transaction that changes it: each instant and each end once, where it
 * is now. So the figures are what a count of all rows would be, and a correction takes back what it corrects.
 */

import { pricingKey, pricingOf } from '../../model/cost/pricing.ts'
import { type Counted, type FigureName, tallyName } from '../../model/figures.ts'
import { countryOfUser } from '../../model/user/country.ts'
import { codeOf, type MessageLife } from '../sql/message-row.ts'
import { queryOne, type Tally, type Transaction } from '../sql/transaction.ts'

/** The columns of a message's row that are counted. */
export type CountedLife = Pick<
  MessageLife,
  'state' | 'sent_at' | 'delivered_at' | 'read_at' | 'replied_at' | 'ended_at' | 'error' | 'pricing'
>

export type FigureContext = {
  /** Messages accepted before then are added up from their rows, and are not yet; 0: all are (earlier.ts). */
  earlierUntil(): number
}

/** A copy of what `countChange` compares, before the row object is amended. */
export function countedLife(life: CountedLife): CountedLife {
  const { state, sent_at, delivered_at, read_at, replied_at, ended_at, error, pricing } = life
  return { state, sent_at, delivered_at, read_at, replied_at, ended_at, error, pricing }
}

type Named = Pick<MessageLife, 'seq' | 'bot_id' | 'user_id' | 'element_name' | 'campaign_id' | 'accepted_at'>

export function* countChange(
  context: FigureContext,
  former: CountedLife,
  life: CountedLife & Named,
): Transaction<void> {
  if (life.accepted_at < context.earlierUntil() && !(yield* isAddedUp(life.seq))) return
  for (const tally of changes(former, life)) yield tally
}

function changes(former: CountedLife, life: CountedLife & Named): Tally[] {
  const found: Tally[] = []
  for (const [column, what] of instants) {
    if (former[column] === life[column]) continue
    if (former[column] !== null) found.push(tallyOf(life, what, former[column], -1))
    if (life[column] !== null) found.push(tallyOf(life, what, life[column]))
  }
  found.push(...priceChanges(former, life))
  if (former.state === life.state && former.error === life.error && former.ended_at === life.ended_at) return found
  for (const [one, by] of [
    [former, -1],
    [life, 1],
  ] as const) {
    const what = ends[one.state]
    if (what && one.ended_at !== null)
      found.push(tallyOf(life, what, one.ended_at, by, what === 'failed' ? codeOf(one.error) : ''))
  }
  return found
}

/** Only what was delivered is charged, on the day of its delivery. */
function priceChanges(former: CountedLife, life: CountedLife & Named): Tally[] {
  const [was, is] = [pricedAt(former), pricedAt(life)]
  if (was === is && former.pricing === life.pricing) return []
  const code = (pricing: number | null) => `${pricingKey(pricingOf(pricing ?? 0))}/${countryOfUser(life.user_id) ?? ''}`
  return [
    ...(was === undefined ? [] : [tallyOf(life, 'priced', was, -1, code(former.pricing))]),
    ...(is === undefined ? [] : [tallyOf(life, 'priced', is, 1, code(life.pricing))]),
  ]
}

function pricedAt({ state, pricing, delivered_at, read_at }: CountedLife): number | undefined {
  return pricing === null || state === 'failed' ? undefined : (delivered_at ?? read_at ?? undefined)
}

const instants = [
  ['sent_at', 'sent'],
  ['delivered_at', 'delivered'],
  ['read_at', 'read'],
  ['replied_at', 'answered'],
] as const satisfies readonly (readonly [keyof CountedLife, FigureName])[]

const ends: Partial<Record<MessageLife['state'], FigureName>> = {
  failed: 'failed',
  expired: 'expired',
  canceled: 'canceled',
}

function tallyOf(of: Named, what: Counted['what'], at: number, by = 1, code = ''): Tally {
  const { bot_id: botId, element_name: elementName, campaign_id: campaignId } = of
  return counted(at, { botId, what, elementName: elementName ?? '', campaignId: campaignId ?? '', code }, by)
}

/** `by`: how many. */
export function counted(
  at: number,
  { botId, what, elementName = '', campaignId = '', code = '' }: Partial<Counted> & Pick<Counted, 'botId' | 'what'>,
  by = 1,
): Tally {
  return { tally: tallyName(at, { botId, what, elementName, campaignId, code }), by }
}

/** Everything that its row counts now. */
export function whole(life: CountedLife & Named): Tally[] {
  return [tallyOf(life, 'accepted', life.accepted_at), ...changes(unsent, life)]
}

const unsent: CountedLife = {
  state: 'queued',
  sent_at: null,
  delivered_at: null,
  read_at: null,
  replied_at: null,
  ended_at: null,
  error: null,
  pricing: null,
}

/**
 * Whether its row was added up before: then what changes from now on is counted. Locks the place that the adding up has
 * reached, until the commit, so that each change is either in the row that is read or counted (earlier.ts).
 */
function* isAddedUp(seq: number): Transaction<boolean> {
  const place = yield* queryOne<{ done_seq: number }>(
    `update earlier_figures set done_seq = done_seq where source = 'messages' returning done_seq`,
  )
  return place === undefined || seq <= place.done_seq
}
