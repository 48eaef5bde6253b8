/**
 * Queries due work for all lanes of this process at once, so that idle lanes need no query. The indexes of due work
 * hold only waiting rows: a scan walks from key to key, up to the number of our lanes; beyond that, our own keys are
 * looked up instead. So a poll costs the smaller of waiting and own keys, and keys without an owner cost one step each.
 */
import type { Engine } from '../sql/engine.ts'
import { query, type Transaction } from '../sql/transaction.ts'

/** By bot; deliveries by endpoint. `tasks`: batched work on endpoints, and deletions of bots. */
export type Due = Record<DueKind | 'tasks', string[]>

/**
 * `expired`: queued messages past their expiry. `scheduled`: messages for later whose time has come. `unknown`:
 * attempts whose reconcile window has closed. The others are work of lanes.
 */
export type DueKind = 'messages' | 'probes' | 'deliveries' | 'skills' | 'media' | 'expired' | 'unknown' | 'scheduled'

/**
 * Each has an index that begins with the key. `also`: further conditions; nothing waits below a partition bound
 * (store/sql/partition-bounds.ts).
 */
type Source = { table: string; key: 'bot_id' | 'endpoint_id'; dueAt: string; also?: string }

const openMessages = ' and seq >= $openMessages'
const sources: Record<DueKind, Source> = {
  messages: { table: 'messages', key: 'bot_id', dueAt: 'due_at', also: openMessages },
  probes: { table: 'messages', key: 'bot_id', dueAt: 'probe_due_at', also: openMessages },
  deliveries: { table: 'deliveries', key: 'endpoint_id', dueAt: 'due_at', also: ' and seq >= $openDeliveries' },
  skills: { table: 'skill_runs', key: 'bot_id', dueAt: 'due_at' },
  media: { table: 'media_files', key: 'bot_id', dueAt: 'due_at' },
  expired: { table: 'messages', key: 'bot_id', dueAt: 'expires_at', also: ` and state = 'queued'${openMessages}` },
  unknown: { table: 'messages', key: 'bot_id', dueAt: 'reconcile_at', also: openMessages },
  scheduled: { table: 'schedules', key: 'bot_id', dueAt: 'send_at', also: ' and waiting_seq is not null' },
}
const dueKinds = Object.keys(sources) as DueKind[]

export type DueDeps = Pick<Engine, 'read' | 'leases'> & {
  botOfEndpoint(endpointId: string): string
  isKnown(botId: string): boolean
}

/** Minimum number of keys to walk. */
const leastSteps = 64
/** For a single process that owns everything. */
const endless = 2 ** 30
/** A kind with more waiting keys than were walked uses lookups for this long. */
const crowdedMs = 30_000

export function createDue({ read, leases, botOfEndpoint, isKnown }: DueDeps): (now: number) => Promise<Due> {
  const crowdedUntil = new Map<DueKind, number>()
  const isOurs = (kind: keyof Due, id: string) => {
    if (kind === 'tasks' && !isKnown(id)) return true
    return leases.owns(kind === 'deliveries' ? botOfEndpoint(id) : id)
  }

  return async (now) => {
    const share = leases.share()
    const max = share ? Math.max(leastSteps, share.count) : endless
    const steps = dueKinds.map((kind) => ((crowdedUntil.get(kind) ?? 0) > now ? 0 : max))
    const found = await read(() => walk(now, steps))
    const due = Object.fromEntries([...dueKinds, 'tasks'].map((kind) => [kind, [] as string[]])) as Due
    for (const { kind, id, is_due } of found) if (is_due && isOurs(kind, id)) due[kind].push(id)
    if (!share) return due
    for (const [index, kind] of dueKinds.entries()) {
      if (found.filter((one) => one.kind === kind).length <= (steps[index] ?? 0)) continue
      if (steps[index] !== 0) crowdedUntil.set(kind, now + crowdedMs)
      const ours = await read(() => lookUp(kind, share.owner, now))
      due[kind] = ours.map(({ id }) => id).filter((id) => isOurs(kind, id))
    }
    return due
  }
}

type Found = { kind: keyof Due; id: string; is_due: number }

/**
 * The first by key and time: only the intended index has this order, so neither planner is tempted to scan rows that do
 * not wait.
 */
function first(what: 'key' | 'dueAt', kind: DueKind, condition: string): string {
  const source = sources[kind]
  const { table, key, dueAt, also = '' } = source
  return `(select ${source[what]} from ${table} where ${dueAt} is not null${condition}${also}
          order by ${key}, ${dueAt} limit 1)`
}

/** A step from key to key is one descent of the index; the last row of a truncated walk shows that there are more. */
function walkOf(kind: DueKind, index: number): string {
  const next = first('key', kind, ` and ${sources[kind].key} > walked.id`)
  return `${kind}_waiting (id, step) as (
      select ${first('key', kind, ` and ${sources[kind].key} > ''`)}, 0
      union all
      select ${next}, step + 1 from ${kind}_waiting as walked where walked.id is not null and step < $${index + 2})`
}

function foundBy(kind: DueKind): string {
  return `select '${kind}' as kind, walked.id as id,
    ${first('dueAt', kind, ` and ${sources[kind].key} = walked.id`)} <= $1 as is_due
    from ${kind}_waiting as walked where walked.id is not null`
}

const walkText = `with recursive ${dueKinds.map(walkOf).join(', ')}
${dueKinds.map(foundBy).join(' union all ')}
union all select distinct 'tasks', bot_id, 1 = 1 from endpoint_tasks
union all select 'tasks', id, 1 = 1 from deleted_bots where ended_at is null`

function walk(now: number, steps: number[]): Transaction<Found[]> {
  return query<Found>(walkText, now, ...steps)
}

function lookUp(kind: DueKind, owner: number, now: number): Transaction<{ id: string }[]> {
  const { key } = sources[kind]
  const id = key === 'bot_id' ? 'leases.bot_id' : 'endpoints.id'
  return query(
    `select ${id} as id from leases ${key === 'bot_id' ? '' : 'join endpoints on endpoints.bot_id = leases.bot_id'}
     where leases.owner = $1 and ${first('dueAt', kind, ` and ${key} = ${id}`)} <= $2`,
    owner,
    now,
  )
}
