/**
 * Conversations of several bots for their team, newest first: by the last message in either direction, then those of
 * which none is kept. No column has that time, since to note it would cost every send; it is where the newest rows of
 * messages are. So the list follows these (by-message.ts). What a filter leaves few of, by an index of its own, is
 * sorted (few.ts); what it leaves many of goes by the person's last message (by-person.ts). A page may be short: then
 * its cursor says where the next one begins.
 */

import type { InboxConversation } from '../../model/user/inbox.ts'
import type { HistoryItem } from '../lists/lists.ts'
import { history } from '../lists/lists.ts'
import type { Position } from '../lists/newest.ts'
import { pageOfAll } from '../lists/newest.ts'
import type { Transaction } from '../sql/transaction.ts'
import { byMessage } from './by-message.ts'
import { byPerson, type PersonPage, type PersonPlace, quietPageOf, startOf } from './by-person.ts'
import { conversationOf, type InboxRow } from './conversations.ts'
import { few } from './few.ts'
import type { InboxFilter } from './filter.ts'

/** A place in the order: a message's, or a person's. */
export type InboxPlace = Position | PersonPlace
export type InboxItem = InboxConversation & { last?: HistoryItem }
export type InboxPage = { rows: InboxItem[]; next?: InboxPlace }
export type InboxPageOf = { after?: InboxPlace; limit: number; now: number }

type Found = { rows: readonly InboxRow[]; next?: InboxPlace }

export function* listInbox(filter: InboxFilter, { after, limit, now }: InboxPageOf): Transaction<InboxPage> {
  const { rows, next } = yield* found(filter, after, { limit, now })
  const items: InboxItem[] = []
  for (const row of rows) {
    const [last] = yield* history({ botId: row.bot_id, userId: row.user_id }, 0, 1)
    items.push({ ...conversationOf(row, now), ...(last && { last }) })
  }
  return { rows: items, ...(next && { next }) }
}

type Ask = { limit: number; now: number }

function* found(filter: InboxFilter, after: InboxPlace | undefined, { limit, now }: Ask): Transaction<Found> {
  if (after && 'among' in after && after.among === 'narrowed') return yield* byPerson(filter, { after, limit, now })
  const all = yield* few(filter, now)
  if (all === 'many' && after === undefined) return yield* byPerson(filter, { after: startOf('narrowed'), limit, now })
  const known = all === 'many' ? undefined : all
  const quietBehind = function* (place: PersonPlace, most: number): Transaction<PersonPage> {
    if (known) return quietPageOf(known.quiet, place, most)
    return yield* byPerson(filter, { after: place, limit: most, now })
  }
  if (after && 'among' in after) return yield* quietBehind(after, limit)
  const input = { botIds: filter.botIds, limit, ...(after && { after }) }
  const page = known ? pageOfAll(known.placed, input) : yield* byMessage(filter, input, now)
  if (page.next !== undefined) return page
  if (page.rows.length >= limit) return { rows: page.rows, next: startOf('quiet') }
  const rest = yield* quietBehind(startOf('quiet'), limit - page.rows.length)
  return { rows: [...page.rows, ...rest.rows], ...(rest.next && { next: rest.next }) }
}
