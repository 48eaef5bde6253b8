/**
 * The people of a campaign by what became of them: rows of its file, and its messages, each walked in the order of an
 * index, so that a page of a million rows costs what it shows. Rows come in the order of the file; where a state is one
 * of messages, they come in the order in which the messages were made. A page looks only so far: what was retried, or
 * has another state than the number that was searched for, may leave it short, and its cursor goes on.
 */
import { type PersonFigure, type PersonState, personStateOf } from '../../model/campaign/person.ts'
import type { State } from '../../model/message/lifecycle.ts'
import { otherSpelling } from '../../model/user/phone.ts'
import { codeOf } from '../sql/message-row.ts'
import { query, queryOne, type Transaction, type Value } from '../sql/transaction.ts'
import type { CampaignRecord } from './campaigns.ts'
import { type ReportJoin, type ReportRow, reportColumns, reportRow } from './report.ts'

/** `person`: a number or its beginning, in digits. `errorCode`: of a failure, Meta's code or our key. */
export type PeopleFilter = { state?: PersonFigure; errorCode?: string; person?: string }

/** Absent line: a single send that names the campaign, or retention has taken the rows of its file. */
export type CampaignPerson = Omit<ReportRow, 'state' | 'line'> & { state: PersonState; line?: number }

/** How far a list is: the last line of the file, or the last message. */
export type PeoplePlace = { of: 'rows' | 'messages'; after: number }
export type PeoplePage = { people: CampaignPerson[]; next?: PeoplePlace }
export type PeopleInput = { after?: PeoplePlace; limit: number }

type OfCampaign = Pick<CampaignRecord, 'seq' | 'id' | 'state'> & { areRowsPurged?: boolean }
/** `person` is absent where the filter leaves it out. */
type Walked = { at: number; person?: CampaignPerson }
type Source = { of: PeoplePlace['of']; read(after: number, limit: number): Transaction<Walked[]> }

/** Looked at for one page, and with one statement when the first was not enough. */
const maxWalked = 2_000
const laterPiece = 500

export function* campaignPeople(
  campaign: OfCampaign,
  filter: PeopleFilter,
  { after: start, limit }: PeopleInput,
): Transaction<PeoplePage> {
  const people: CampaignPerson[] = []
  let place: PeoplePlace | undefined
  let left = maxWalked
  const sources = yield* sourcesOf(campaign, filter)
  for (const { of, read } of sources.slice(firstOf(sources, start))) {
    let after = start?.of === of ? start.after : 0
    for (let piece = limit + 1; ; piece = Math.min(laterPiece, left)) {
      const found = yield* read(after, piece)
      for (const { at, person } of found) {
        if (person && people.length === limit) return { people, ...(place && { next: place }) }
        if (person) people.push(person)
        place = { of, after: at }
      }
      left -= found.length
      if (found.length < piece) break
      if (left <= 0) return { people, ...(place && { next: place }) }
      after = place?.after ?? after
    }
  }
  return { people }
}

function firstOf(sources: readonly Source[], start: PeoplePlace | undefined): number {
  const at = sources.findIndex(({ of }) => of === start?.of)
  return start === undefined ? 0 : at < 0 ? sources.length : at
}

// ── which rows a filter is about ────────────────────────────

function* sourcesOf(given: OfCampaign, filter: PeopleFilter): Transaction<Source[]> {
  const { state, errorCode, person } = filter
  const purged = yield* queryOne('select seq from campaigns where seq = $1 and rows_gone_at is not null', given.seq)
  const campaign = { ...given, areRowsPurged: purged !== undefined }
  const isOfFailed = state === undefined || state === 'failed'
  if (errorCode !== undefined && !isOfFailed) return []
  if (person !== undefined) return [byNumber(campaign, person, filter)]
  if (errorCode !== undefined) return [messages(campaign, yield* failuresWith(campaign, errorCode))]
  switch (state) {
    case undefined:
      return [rows(campaign, '')]
    case 'waiting':
      return campaign.state === 'canceled' ? [] : [rows(campaign, `and r.state = 'waiting'`)]
    case 'bad':
    case 'repeated':
      return [rows(campaign, aside(state))]
    case 'suppressed':
      return [rows(campaign, `and r.state = 'suppressed'`)]
    case 'canceled':
      return [...canceledRows(campaign), messages(campaign, [inState('canceled')])]
    case 'queued':
      return [messages(campaign, [inState('queued'), inState('sending')])]
    case 'replied':
      return [messages(campaign, (['sent', 'delivered', 'read'] as const).map(repliedIn))]
    default:
      return [messages(campaign, [inState(state)])]
  }
}

/** The condition of a partial index is repeated as the index has it. */
const aside = (state: 'bad' | 'repeated' | 'canceled') =>
  `and r.state in ('bad', 'repeated', 'canceled') and r.state = '${state}'`

/** A row that waits in a canceled campaign will not be sent, before the cancellation has come to it too. */
function canceledRows(campaign: OfCampaign): Source[] {
  const conditions = [aside('canceled'), ...(campaign.state === 'canceled' ? [`and r.state = 'waiting'`] : [])]
  return [
    inOrder(
      'rows',
      conditions.map((condition) => rows(campaign, condition)),
    ),
  ]
}

/** An index of messages, without the campaign before and the seq behind. `key`: its columns; `text`: what it has. */
type Condition = { key: string; text: string; value: Value }

function inState(state: State): Condition {
  return { key: 'm.state', text: '', value: state }
}

function repliedIn(state: State): Condition {
  return { key: 'm.state', text: 'and m.replied_at is not null', value: state }
}

/** Failures of a code begin alike: their beginnings are few, and found through the index that the counts use. */
function* failuresWith({ id }: OfCampaign, code: string): Transaction<Condition[]> {
  const failed = `from messages where campaign_id = $1 and state = 'failed'`
  const heads = yield* query<{ head: string | null }>(
    `with recursive heads(head) as (
       select min(substr(error, 1, 34)) ${failed}
       union all
       select (select min(substr(error, 1, 34)) ${failed} and substr(error, 1, 34) > heads.head)
         from heads where heads.head is not null
     )
     select head from heads where head is not null`,
    id,
  )
  return heads
    .filter(({ head }) => codeOf(head) === code)
    .map(({ head }) => ({ key: 'substr(m.error, 1, 34)', text: `and m.state = 'failed'`, value: head }))
}

// ── walks ───────────────────────────────────────────────────

function rows(campaign: OfCampaign, condition: string): Source {
  return {
    of: 'rows',
    *read(after, limit) {
      const found = yield* query<ReportJoin>(
        `select ${reportColumns} from campaign_rows r left join messages m on m.id = r.message_id
         where r.campaign_seq = $1 and r.line > $2 ${condition} order by r.line limit $3`,
        campaign.seq,
        after,
        limit,
      )
      return found.map((row) => ({ at: Number(row.line), person: ofRow(campaign, row) }))
    },
  }
}

/** Above every seq. */
const last = '9223372036854775807'

/**
 * As a range of the index and in its order: with equal columns and the order of seq alone, PostgreSQL may as well walk
 * all messages in that order, in search of those of the campaign.
 *
 * Of a file, or single sends that name the campaign; those whose row has another message by now are nobody's. Where
 * retention has taken the rows, every message is somebody's.
 */
function messages(campaign: OfCampaign, conditions: readonly Condition[]): Source {
  const walks = conditions.map(
    ({ key, text, value }): Source => ({
      of: 'messages',
      *read(after, limit) {
        const found = yield* query<MessageJoin>(
          `select ${reportColumns}, m.seq, m.origin, m.user_id
           from messages m left join campaign_rows r on r.message_id = m.id and r.campaign_seq = $2
           where m.campaign_id is not null ${text} and m.seq > $3 and (m.campaign_id, ${key}, m.seq) > ($1, $5, $3)
             and (m.campaign_id, ${key}, m.seq) <= ($1, $5, ${last})
           order by m.campaign_id, ${key}, m.seq limit $4`,
          campaign.id,
          campaign.seq,
          after,
          limit,
          value,
        )
        return found.map((row) => ({ at: Number(row.seq), ...personOf(campaign, row) }))
      },
    }),
  )
  return inOrder('messages', walks)
}

type MessageJoin = Omit<ReportJoin, 'line' | 'destination' | 'state' | 'attempt'> &
  (Pick<ReportJoin, 'line' | 'destination' | 'state' | 'attempt'> | Record<'line', null>) & {
    seq: number
    origin: string | null
    user_id: string
  }

function personOf(campaign: OfCampaign, row: MessageJoin): { person?: CampaignPerson } {
  if (row.line !== null) return { person: ofRow(campaign, row as ReportJoin) }
  if (row.origin === null && !campaign.areRowsPurged) return {}
  const single = { ...row, line: 0, destination: row.user_id, state: 'accepted' as const, attempt: 1 }
  const { line: _, ...person } = ofRow(campaign, single as ReportJoin)
  return { person }
}

/** Several walks of one kind as one. */
function inOrder(of: Source['of'], sources: readonly Source[]): Source {
  return {
    of,
    *read(after, limit) {
      const found: Walked[] = []
      for (const { read } of sources) found.push(...(yield* read(after, limit)))
      return sources.length === 1 ? found : found.sort((one, other) => one.at - other.at).slice(0, limit)
    },
  }
}

/** In the order of the numbers. */
function byNumber(campaign: OfCampaign, person: string, { state, errorCode }: PeopleFilter): Source {
  const { from, condition, values, isMeant } = numbersOf(person)
  const isAsked = (row: ReportJoin, { state: found, message }: CampaignPerson) =>
    isMeant(row.destination) &&
    (state === undefined || (state === 'replied' ? message?.isReplied === true : found === state)) &&
    (errorCode === undefined || (found === 'failed' && codeOf(row.error) === errorCode))
  return {
    of: 'rows',
    *read(after, limit) {
      const found = yield* query<ReportJoin>(
        `select ${reportColumns} from campaign_rows r left join messages m on m.id = r.message_id
         where r.campaign_seq = $1 and (r.destination, r.line) > ($2, $3) and ${condition}
         order by r.destination, r.line limit $4`,
        campaign.seq,
        after === 0 ? from : yield* destinationOf(campaign, after),
        after,
        limit,
        ...values,
      )
      return found.map((row) => {
        const one = ofRow(campaign, row)
        return { at: Number(row.line), ...(isAsked(row, one) && { person: one }) }
      })
    },
  }
}

type Numbers = { from: string; condition: string; values: string[]; isMeant(destination: string): boolean }

/** A whole number that people write in two ways is looked for in both; other digits may be the beginning of many. */
function numbersOf(person: string): Numbers {
  const other = otherSpelling(person)
  if (other === undefined && /^\d+$/.test(person)) {
    // No letter comes before a digit in any order of texts that a database may have.
    const condition = 'r.destination < $5'
    return {
      from: person,
      condition,
      values: [endOf(person)],
      isMeant: (destination) => destination.startsWith(person),
    }
  }
  const names = [person, other ?? person]
  return { from: '', condition: 'r.destination in ($5, $6)', values: names, isMeant: (one) => names.includes(one) }
}

/** Above every number that begins so: 5939 -> 5940. */
function endOf(digits: string): string {
  const next = String(BigInt(digits) + 1n).padStart(digits.length, '0')
  return next.length > digits.length ? 'a' : next
}

function* destinationOf({ seq }: OfCampaign, line: number): Transaction<string> {
  const found = yield* queryOne<{ destination: string }>(
    'select destination from campaign_rows where campaign_seq = $1 and line = $2',
    seq,
    line,
  )
  return found?.destination ?? ''
}

function ofRow(campaign: OfCampaign, row: ReportJoin): CampaignPerson {
  const { message, state, ...one } = reportRow(row)
  if (message) return { ...one, message, state: personStateOf(message.state) }
  return { ...one, state: state === 'waiting' && campaign.state === 'canceled' ? 'canceled' : state }
}
