/**
 * A new master takes the place of the present one, step by step, each a transaction that any process makes and that
 * the next one finds done: `spreading` until every process that runs knows it, `sealing` while what is older is
 * sealed anew in pieces, `overlap` while addresses of before are still good, and then the former one is gone. Driven
 * by rotation.ts.
 */
import { hashColumns } from '../sealing/forms.ts'
import { type HashUse, type Label, markUses, newMaterial, retainedOf, type SealUse } from '../sealing/master-keys.ts'
import { type MasterRow, masterRows, mastersIn, wrapped, wrapsOf } from '../sealing/masters.ts'
import type { MasterState, Seal } from '../sealing/seal.ts'
import { parse, query, queryOne, type Transaction } from '../sql/transaction.ts'

/** Where rows have something of a master. `key`: the primary key. */
type Place =
  | { kind: 'sealed'; use: SealUse; table: string; key: readonly string[]; column: string; where?: string }
  | { kind: 'hash' | 'hashes'; use: HashUse; table: string; key: readonly string[]; column: string; where?: string }

export const places = [
  { kind: 'sealed', use: 'bots', table: 'bots', key: ['id'], column: 'secrets' },
  { kind: 'sealed', use: 'bots', table: 'deleted_bots', key: ['id'], column: 'secrets' },
  { kind: 'sealed', use: 'bots', table: 'former_numbers', key: ['phone_number_id', 'bot_id'], column: 'secrets' },
  { kind: 'sealed', use: 'endpoints', table: 'endpoints', key: ['id'], column: 'auth' },
  { kind: 'sealed', use: 'endpoints', table: 'endpoints', key: ['id'], column: 'signing' },
  { kind: 'sealed', use: 'totp', table: 'members', key: ['id'], column: 'totp' },
  { kind: 'sealed', use: 'totp', table: 'members', key: ['id'], column: 'totp_pending' },
  { kind: 'sealed', use: 'token', table: 'facts', key: ['name'], column: 'value', where: ` and name = 'admin_token'` },
  { kind: 'sealed', use: 'probe', table: 'facts', key: ['name'], column: 'value', where: ` and name = 'sealed'` },
  { kind: 'hash', use: 'clients', ...hashColumns.clients, key: ['client_id'] },
  { kind: 'hash', use: 'keys', ...hashColumns.keys, key: ['id'] },
  { kind: 'hash', use: 'sessions', ...hashColumns.sessions, key: ['id'] },
  { kind: 'hash', use: 'links', ...hashColumns.links, key: [] },
  {
    kind: 'hashes',
    use: 'recovery',
    table: 'members',
    key: ['id'],
    column: 'recovery',
    where: ` and recovery <> '[]'`,
  },
] as const satisfies readonly Place[]

// ── begin ───────────────────────────────────────────────────

export type Begun =
  | { kind: 'begun'; number: number }
  /** The one before has not ended. */
  | { kind: 'conflict' }
  /** This process's key is not the newest one: what it made, the former key would open. */
  | { kind: 'taken' }

/** Under the lock of the settings, of two at once one begins. */
export function* beginRotation(seal: Seal, { now, overlapMs }: { now: number; overlapMs: number }): Transaction<Begun> {
  const [operator] = seal.operators
  const found = yield* masterRows()
  const newest = found.at(-1)
  if (newest && newest.state !== 'current') return { kind: 'conflict' }
  if (newest && Object.keys(wrapsOf(newest.wraps)).at(-1) !== operator.id) return { kind: 'taken' }
  if (newest === undefined) yield* putMaster(seal, { number: 0, state: 'current', now, overlapMs: 0 })
  const number = (newest?.number ?? 0) + 1
  yield* putMaster(seal, { number, state: 'spreading', now, overlapMs })
  return { kind: 'begun', number }
}

type NewMaster = { number: number; state: MasterState; now: number; overlapMs: number }

/** Wrapped under the newest key alone: a process that has only the former one must not seal under it. */
function* putMaster({ operators: [operator] }: Seal, { number, state, now, overlapMs }: NewMaster): Transaction<void> {
  const material = number === 0 ? operator.first : newMaterial()
  yield* query(
    'insert into masters (number, state, wraps, changed_at, overlap_ms) values ($1, $2, $3, $4, $5)',
    number,
    state,
    JSON.stringify(wrapped([operator], number, material)),
    now,
    overlapMs,
  )
}

// ── from state to state ─────────────────────────────────────

/** How far a process is: it knows a master, and then it seals under it. */
export function stepOf({ number, state }: Pick<MasterRow, 'number' | 'state'>): number {
  return 2 * number + (state === 'spreading' ? 0 : 1)
}

export function* reportStep(process: number, step: number): Transaction<void> {
  yield* query('update processes set key_step = $2 where id = $1 and key_step < $2', process, step)
}

/** Of all that run; those that died are taken away by the others within seconds. */
export function* haveAll(step: number): Transaction<boolean> {
  return (yield* queryOne('select id from processes where key_step < $1 limit 1', step)) === undefined
}

/** Moves on, if it still is in that state. */
export function* moveOn(
  { number }: Pick<MasterRow, 'number'>,
  { from, to, now }: { from: MasterState; to: MasterState; now: number },
): Transaction<boolean> {
  const moved = yield* query(
    `update masters set state = $3, changed_at = $4,
       ends_at = case when $3 = 'overlap' then $4 + overlap_ms else ends_at end
     where number = $1 and state = $2 returning number`,
    number,
    from,
    to,
    now,
  )
  if (moved.length > 0 && to === 'sealing')
    yield* query(
      `update masters set state = 'former', changed_at = $2 where number < $1 and state = 'current'`,
      number,
      now,
    )
  return moved.length > 0
}

/** Addresses of the former master are good no longer than now. */
export function* endOverlap(now: number): Transaction<boolean> {
  const ended = yield* query(
    `update masters set ends_at = $1 where state = 'overlap' and ends_at > $1 returning number`,
    now,
  )
  return ended.length > 0
}

// ── sealing ─────────────────────────────────────────────────

type Left = Record<string, string>

/** The key of the last row that was looked at; undefined: there are no more. */
export type SealedTo = readonly string[] | undefined

/**
 * Up to `limit` rows of one place behind `after` that are of an older master, sealed anew. Who wrote one meanwhile
 * has the last word, and what comes into being before the place is found by the next walk.
 */
export function* sealPiece(seal: Seal, position: Place, limit: number, after: SealedTo): Transaction<SealedTo> {
  const { table, column } = position
  const key = [...position.key, ...(position.kind === 'hash' && !position.key.includes('id') ? [column] : [])]
  const names = [...new Set([...key, column])]
  const behind = after ? ` and (${key.join(', ')}) > (${key.map((_, at) => `$${at + 1}`).join(', ')})` : ''
  const found = yield* query<Left>(
    `select ${names.join(', ')} from ${table} where ${isLeft(position, seal.number())}${behind}
     order by ${key.join(', ')} limit $${(after ?? []).length + 1}`,
    ...(after ?? []),
    limit,
  )
  const keysOf = (one: Left) => key.map((name) => one[name] ?? '')
  for (const one of found) {
    const before = one[column] ?? ''
    const where = key.map((name, at) => `${name} = $${at + 3}`).join(' and ')
    yield* query(
      `update ${table} set ${column} = $1 where ${column} = $2 and ${where}`,
      anew(seal, position, before),
      before,
      ...keysOf(one),
    )
  }
  const last = found.at(-1)
  return found.length < limit || last === undefined ? undefined : keysOf(last)
}

function anew(seal: Seal, position: Place, before: string): string {
  switch (position.kind) {
    case 'sealed':
      return seal.seal(position.use, seal.open(position.use, before))
    case 'hash':
      return seal.over(position.use, before)
    case 'hashes':
      return JSON.stringify((parse<string[]>(before) ?? []).map((one) => seal.over(position.use, one)))
  }
}

/** A condition. Codes of one person are of one master. */
function isLeft({ kind, column, where = '' }: Place, number: number): string {
  const start = kind === 'hashes' ? '["' : ''
  const forms = kind === 'sealed' ? [`k${number}.`] : [`k${number}.`, `k${number}-`]
  return `${column} is not null${where}${forms.map((form) => ` and ${column} not like '${start}${form}%'`).join('')}`
}

/** Rows that are of an older master. */
export function* countLeft(number: number): Transaction<number> {
  let left = 0
  for (const position of places as readonly Place[])
    left += Number(
      (yield* queryOne<{ n: number }>(`select count(*) as n from ${position.table} where ${isLeft(position, number)}`))
        ?.n ?? 0,
    )
  return left
}

// ── the end ─────────────────────────────────────────────────

/**
 * The former masters are gone, but for what is still needed of them: keys of hashes whose secrets nobody has come
 * with since, and those of marks, which are the oldest master's for ever. False: something is left to seal, or this
 * process cannot wrap what stays.
 */
export function* endRotation(seal: Seal, number: number, now: number): Transaction<boolean> {
  if ((yield* countLeft(number)) > 0) return false
  const found = yield* masterRows()
  const operators = wrappers(seal, found.at(-1))
  if (operators === undefined) return false
  const needed = yield* neededLabels()
  for (const { number: older, material } of seal.masters()) {
    if (older >= number) continue
    const isOldest = older === found[0]?.number
    const marks: Label[] = isOldest ? markUses.map((use) => `mark ${use}` as const) : []
    const stored = retainedOf(material, [...marks, ...(needed.get(older) ?? [])])
    if (stored === undefined) yield* query('delete from masters where number = $1', older)
    else
      yield* query(
        `update masters set state = 'ended', wraps = $2, changed_at = $3 where number = $1`,
        older,
        JSON.stringify(wrapped(operators, older, stored)),
        now,
      )
  }
  return yield* moveOn({ number }, { from: 'overlap', to: 'current', now })
}

/**
 * Under the keys that the new master is wrapped under. Whoever has not the newest of them cannot say that another
 * one has gone.
 */
function wrappers({ operators }: Seal, newest: MasterRow | undefined): Seal['operators'][number][] | undefined {
  const ids = Object.keys(wrapsOf(newest?.wraps ?? '{}'))
  const own = ids.flatMap((id) => operators.filter((operator) => operator.id === id))
  return operators[0].id === ids.at(-1) || own.length === ids.length ? own : undefined
}

/** By the numbers in what is kept. */
function* neededLabels(): Transaction<Map<number, Label[]>> {
  const needed = new Map<number, Set<Label>>()
  const need = (number: number, label: Label) => needed.set(number, (needed.get(number) ?? new Set()).add(label))
  for (const position of places as readonly Place[]) {
    if (position.kind === 'sealed') continue
    const { table, column, use, where = '' } = position
    const found = yield* query<Left>(`select ${column} from ${table} where ${column} like '%k%-%.%'${where}`)
    const stored = found.flatMap(
      (one) => (position.kind === 'hashes' ? parse<string[]>(one[column]) : one[column]) ?? [],
    )
    for (const numbers of new Set(stored.map((one) => mastersIn(one).join('-')))) {
      const chain = numbers.split('-').map(Number)
      for (const outer of chain.slice(0, -1)) need(outer, `over ${use}`)
      need(chain.at(-1) ?? 0, `hash ${use}`)
    }
  }
  return new Map([...needed].map(([number, labels]) => [number, [...labels]]))
}
