/**
 * The diagnostics of the installation: disk, database, clock, public address, weak settings, processes and what waits;
 * all at once, and within ten seconds. It writes what a readiness check writes, and nothing else.
 */
import type { Bot } from '../model/bot/bot.ts'
import type { Locale } from '../model/errors/texts.ts'
import type { Backlog } from '../store/lists/backlog.ts'
import type { DatabaseState } from '../store/sql/engine.ts'
import type { Store } from '../store/store.ts'
import { clockFinding } from './account.ts'
import { bounded } from './bounded.ts'
import type { Checked } from './check-bot.ts'
import { type CheckName, type Finding, finding, notFound, viewOf, worstOf } from './finding.ts'
import { askOwnAddress, type OwnAddressDeps, ownAddressChecks, publicAddressFinding } from './own-address.ts'
import { reasons } from './reasons.ts'

export type InstallationDeps = {
  store: Pick<Store, 'bots' | 'ping' | 'databaseState' | 'backlog' | 'countUnprocessed'>
  own: OwnAddressDeps
  baseUrl: () => string
  clock: () => number
  /** How far the machine's clock is ahead of the database's, or of the time that the process goes by. */
  skewMs: () => number
  /** Of the disk of the data folder, in bytes. */
  disk: () => Promise<{ free: number; total: number }>
  /** Whether the lanes make progress. */
  areLanesRunning: () => boolean
  settings: Settings
  running: { version: string; node: string; schema: number }
  onError(error: unknown): void
}

export type Settings = {
  isKeyWeak: boolean
  /** Metrics and documents need a token, or have a port of their own. */
  hasOpsAccess: boolean
  /** It listens on this machine only. */
  isLocal: boolean
  sandbox: boolean
  hasMediaBucket: boolean
  /** The database may have several gateways. */
  isShared: boolean
}

export type Diagnose = (locale: Locale) => Promise<Checked>

export function createDiagnosis(deps: InstallationDeps): Diagnose {
  let running: Promise<Finding[]> | undefined
  return async (locale) => {
    const checkedAt = deps.clock()
    running ??= diagnose(deps).finally(() => {
      running = undefined
    })
    const checks = (await running).map((one) => viewOf(one, locale))
    return { status: worstOf(checks), checkedAt, checks }
  }
}

async function diagnose(deps: InstallationDeps): Promise<Finding[]> {
  const { onError } = deps
  const one = (name: CheckName, work: () => Promise<Finding>) => bounded([name], async () => [await work()], onError)
  const found = await Promise.all([
    one('version', async () => finding('version', 'running', deps.running, deps.running)),
    one('data_folder', () => checkDisk(deps)),
    bounded(['database', 'database_durability', 'processes', 'media_storage'], () => checkDatabase(deps), onError),
    one('clock', async () => checkClock(deps)),
    one('public_address', async () => publicAddressFinding(deps.own.publicUrl, deps.baseUrl(), deps.settings.sandbox)),
    bounded(ownAddressChecks, () => checkOwnAddress(deps), onError),
    bounded(['secret_key', 'operator_access', 'sandbox'], async () => settingFindings(deps), onError),
    one('lanes', async () => finding('lanes', deps.areLanesRunning() ? 'running' : 'stalled')),
    one('backlog', () => checkBacklog(deps)),
    one('unprocessed', () => checkUnprocessed(deps)),
  ])
  return found.flat()
}

const gigabyte = 1e9
/** Below these SQLite and the files of people have no room for a busy day, and for an hour. */
const low = { bytes: 2 * gigabyte, share: 0.1 }
const fullBytes = 0.2 * gigabyte

async function checkDisk({ disk }: InstallationDeps): Promise<Finding> {
  const { free, total } = await disk()
  const share = total === 0 ? 0 : free / total
  const key = free < fullBytes ? 'full' : free < low.bytes || share < low.share ? 'low' : 'roomy'
  const figures = { free: (free / gigabyte).toFixed(1), percent: Math.round(share * 100) }
  return finding('data_folder', key, figures, { freeBytes: free, totalBytes: total })
}

// ── database ────────────────────────────────────────────────

const slowMs = 250

async function checkDatabase(deps: InstallationDeps): Promise<Finding[]> {
  const { store, clock, settings } = deps
  const state = await store.databaseState()
  const startedAt = performance.now()
  const reason = await store.ping(clock()).then(
    () => undefined,
    (error: unknown) => error,
  )
  const ms = Math.round(performance.now() - startedAt)
  if (reason !== undefined) deps.onError(reason)
  const { engine, version, processes } = state
  const figures = { engine, version, ms }
  const key = reason !== undefined ? 'down' : ms > slowMs ? 'slow' : 'well'
  return [
    finding('database', key, { ...figures, reason: 'the store did not take it in time' }, figures),
    durabilityFinding(state),
    processFinding(processes),
    finding('media_storage', !settings.isShared || settings.hasMediaBucket ? 'shared' : 'split'),
  ]
}

function durabilityFinding({ durability }: DatabaseState): Finding {
  if (durability === undefined) return finding('database_durability', 'durable')
  const { commit, standbys, servers } = durability
  if (!['on', 'remote_apply'].includes(commit)) return finding('database_durability', 'commit', { commit }, durability)
  const key = servers > 1 && standbys === '' ? 'standbys' : 'durable'
  return finding('database_durability', key, {}, durability)
}

function processFinding({ alive, lost, oldestMs }: DatabaseState['processes']): Finding {
  const figures = { count: alive, lost, seconds: Math.ceil(oldestMs / 1_000) }
  return finding('processes', lost > 0 ? 'lost' : 'alive', figures, { alive, lost, oldestMs })
}

function checkClock({ skewMs, settings }: InstallationDeps): Finding {
  return clockFinding(settings.isShared ? reasons.of_database : reasons.of_process, [skewMs()])
}

// ── own address ─────────────────────────────────────────────

/** With the credentials of the oldest bot: which one it is makes no difference to a proxy. */
async function checkOwnAddress({ store, own }: InstallationDeps): Promise<Finding[]> {
  const [bot] = (await store.bots()).filter(hasCredentials)
  if (bot === undefined) return ownAddressChecks.map((name) => notFound(name, reasons.no_bot))
  return askOwnAddress(own, bot)
}

function hasCredentials({ channel }: Bot): boolean {
  return channel.appSecret !== '' && channel.verifyToken !== ''
}

// ── settings ────────────────────────────────────────────────

function settingFindings({ settings, own }: InstallationDeps): Finding[] {
  const { isKeyWeak, hasOpsAccess, isLocal, sandbox } = settings
  const isPublic = own.publicUrl !== undefined
  return [
    finding('secret_key', isKeyWeak ? 'weak' : 'strong'),
    finding('operator_access', hasOpsAccess ? 'closed' : isLocal && !isPublic ? 'local' : 'open'),
    finding('sandbox', !sandbox ? 'off' : isPublic ? 'exposed' : 'local'),
  ]
}

// ── work ────────────────────────────────────────────────────

const lateMs = 5 * 60_000

async function checkBacklog({ store, clock }: InstallationDeps): Promise<Finding> {
  const { oldestDueAt, ...waiting }: Backlog = await store.backlog()
  const lateBy = oldestDueAt === undefined ? 0 : clock() - oldestDueAt
  const figures = { ...waiting, minutes: Math.floor(lateBy / 60_000) }
  return finding('backlog', lateBy > lateMs ? 'late' : 'timely', figures, waiting)
}

const maxCounted = 10_000

async function checkUnprocessed({ store }: InstallationDeps): Promise<Finding> {
  const count = await store.countUnprocessed({}, maxCounted)
  return finding('unprocessed', count > 0 ? 'some' : 'none', { count }, { count })
}
