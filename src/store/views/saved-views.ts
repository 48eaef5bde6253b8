/**
 * Saved views: filters of list pages under a name, by owner. A name is unique for each owner and page. A view whose
 * filters name a bot is deleted with the bot, a private one with its owner; shared ones outlive theirs.
 */
import {
  lacksBot,
  operator,
  type SavedView,
  type ViewFilters,
  type ViewPage,
  viewNameKey,
} from '../../model/access/saved-view.ts'
import type { Quotas } from '../../model/quota.ts'
import { within } from '../sql/quota.ts'
import { type Changed, type Changing, type Expected, isExpected, type Removed, removeRow } from '../sql/revisions.ts'
import { json, parse, query, queryOne, type Transaction } from '../sql/transaction.ts'

export type NewView = Pick<SavedView, 'id' | 'page' | 'name' | 'filters' | 'isShared' | 'ownerId'> & { now: number }
export type ViewChange = Partial<Pick<SavedView, 'name' | 'filters' | 'isShared'>>

type ViewRow = {
  seq: number
  id: string
  owner_id: string
  owner_name?: string | null
  page: string
  name: string
  filters: string
  shared: number
  created_at: number
  updated_at: number
  revision: number
}

const viewed = `saved_views.*, (select name from members where members.id = saved_views.owner_id) as owner_name`

/** The owner's and all that are shared, by name. Quotas bound them. */
export function* savedViews(ownerId: string): Transaction<SavedView[]> {
  const found = yield* query<ViewRow>(
    `select ${viewed} from saved_views where owner_id = $1
     union all select ${viewed} from saved_views where shared = 1 and owner_id <> $1 order by name_key, id`,
    ownerId,
  )
  return found.map(viewOf)
}

export function* savedView(id: string): Transaction<SavedView | undefined> {
  const found = yield* queryOne<ViewRow>(`select ${viewed} from saved_views where id = $1`, id)
  return found && viewOf(found)
}

/** `missing`: the owner has been deleted. `taken`: the owner has another view of this name for the page. */
export function* addView(quotas: Quotas, added: NewView): Transaction<Changed<SavedView>> {
  const { id, page, name, filters, isShared, ownerId, now } = added
  if (!(yield* holdOwner(ownerId))) return { kind: 'missing' }
  if (yield* isNameTaken(added)) return { kind: 'taken' }
  yield* within(quotas, 'views', ownerId)
  if (isShared) yield* within(quotas, 'shared_views')
  yield* query(
    `insert into saved_views
       (id, owner_id, page, name, name_key, filters, bot_id, shared, created_at, updated_at, revision)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $9)`,
    id,
    ownerId,
    page,
    name,
    viewNameKey(name),
    json(filters),
    filters.bot ?? '',
    isShared ? 1 : 0,
    now,
  )
  const value = yield* savedView(id)
  return value ? { kind: 'changed', value } : { kind: 'missing' }
}

export function* changeView(
  quotas: Quotas,
  { id, change, expected, now }: Changing<ViewChange>,
): Transaction<Changed<SavedView>> {
  const known = yield* savedView(id)
  if (!known) return { kind: 'missing' }
  if (!isExpected(expected, known.revision)) return { kind: 'stale' }
  const next = { ...known, ...change }
  // Two changes at once, each of which was right.
  if (lacksBot(next)) return { kind: 'stale' }
  if (yield* isNameTaken(next)) return { kind: 'taken' }
  if (next.isShared && !known.isShared) yield* within(quotas, 'shared_views')
  yield* query(
    `update saved_views set name = $2, name_key = $3, filters = $4, bot_id = $5, shared = $6, updated_at = $7,
       revision = revision + 1 where id = $1`,
    id,
    next.name,
    viewNameKey(next.name),
    json(next.filters),
    next.filters.bot ?? '',
    next.isShared ? 1 : 0,
    now,
  )
  const value = yield* savedView(id)
  return value ? { kind: 'changed', value } : { kind: 'missing' }
}

export function deleteView(id: string, expected?: Expected): Transaction<Removed> {
  return removeRow('saved_views', { id }, expected)
}

/** With the member. Shared ones stay for those who use them; admins may change them. */
export function* deletePrivateViews(ownerId: string): Transaction<void> {
  yield* query('delete from saved_views where owner_id = $1 and shared = 0', ownerId)
}

/** Of the bot or of none, for erasing a person. */
export function* viewsAfter(
  botId: string,
  seq: number,
  limit: number,
): Transaction<{ seq: number; view: Pick<SavedView, 'name' | 'filters'> }[]> {
  const found = yield* query<ViewRow>(
    `select seq, name, filters from saved_views where bot_id in ('', $1) and seq > $2 order by seq limit $3`,
    botId,
    seq,
    limit,
  )
  return found.map((row) => ({ seq: Number(row.seq), view: { name: row.name, filters: filtersOf(row) } }))
}

/** The member's row is locked until the commit: whoever deletes it at the same time deletes this view too. */
function* holdOwner(ownerId: string): Transaction<boolean> {
  if (ownerId === operator) return true
  const held = yield* query('update members set updated_at = updated_at where id = $1 returning id', ownerId)
  return held.length > 0
}

function* isNameTaken({ id, ownerId, page, name }: Pick<SavedView, 'id' | 'ownerId' | 'page' | 'name'>) {
  const other = yield* queryOne(
    'select id from saved_views where owner_id = $1 and page = $2 and name_key = $3 and id <> $4',
    ownerId,
    page,
    viewNameKey(name),
    id,
  )
  return other !== undefined
}

function filtersOf({ filters }: Pick<ViewRow, 'filters'>): ViewFilters {
  return parse<ViewFilters>(filters) ?? {}
}

function viewOf(found: ViewRow): SavedView {
  return {
    id: found.id,
    page: found.page as ViewPage,
    name: found.name,
    filters: filtersOf(found),
    isShared: Number(found.shared) === 1,
    ownerId: found.owner_id,
    ...(found.owner_name != null && { ownerName: found.owner_name }),
    createdAt: Number(found.created_at),
    updatedAt: Number(found.updated_at),
    revision: Number(found.revision),
  }
}
