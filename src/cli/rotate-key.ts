/**
 * `recado rotate-key`: seals all secrets again while the gateways serve. A running gateway is asked to do it
 * (`http/access/key-rotation.ts`), so that still only one process uses the database; without one it is done here, on
 * the database. No key and no token is ever an argument.
 */

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { addSecretKey, secretKeys } from '../app/secrets.ts'
import type { Config } from '../config/config.ts'
import { usualOverlapMs } from '../http/access/key-rotation.ts'
import { createIds } from '../model/ids.ts'
import { dayMs, hourMs } from '../model/time.ts'
import { configuredLocation } from '../store/location.ts'
import { countGateways, retainedToken } from '../store/peek.ts'
import { openPostgresStore } from '../store/postgres.ts'
import { createSeal } from '../store/sealing/seal.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { type CommonOptions, outputFor } from './frame/command.ts'
import { readSettings } from './settings.ts'

export type RotateKeyOptions = CommonOptions & {
  url?: string
  overlap?: string
  end?: true
  status?: true
  newKey?: true
}
type View = { master: number; state: string; left: number; overlapEndsAt: string | null }
type Ask = (method: 'GET' | 'POST', path?: string, body?: object) => Promise<View>

export async function rotateKey(options: RotateKeyOptions): Promise<void> {
  const config = readSettings()
  if (options.newKey) {
    addSecretKey(config)
    const next =
      `secret.key in ${config.dataDir} now begins with a new key, above the former one. ` +
      'Restart the gateway, then run: recado rotate-key'
    outputFor(options).result({ dataDir: config.dataDir, newKey: true }, () => next)
    return
  }
  const overlapMs = overlapOf(options.overlap)
  const gateway = await gatewayOf(config, options)
  if (gateway) return rotateThere(gateway, options, overlapMs)
  await rotateHere(config, options, overlapMs)
}

function overlapOf(hours: string | undefined): number {
  const overlapMs = hours === undefined ? usualOverlapMs : Number(hours) * hourMs
  if (!Number.isInteger(overlapMs / 1_000) || overlapMs < 0 || overlapMs > 366 * dayMs)
    throw new Error('--overlap must be a number of hours from 0 to 8784')
  return overlapMs
}

// ── with a running gateway ──────────────────────────────────

/** Undefined: nothing listens there. */
async function gatewayOf(config: Config, { url }: RotateKeyOptions): Promise<Ask | undefined> {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  const base = baseOf(url ?? `http://${host}:${config.port}`)
  try {
    await fetch(`${base}/healthz`)
  } catch (cause) {
    if (url !== undefined) throw new Error(`no gateway responds at ${base}`, { cause })
    return undefined
  }
  const token = config.adminToken ?? (await retainedToken(configuredLocation(config), sealOf(config)))
  if (token === undefined) throw new Error(`set RECADO_ADMIN_TOKEN to the management token of the gateway at ${base}`)
  return async (method, path = '', body = undefined) => {
    const answer = await fetch(`${base}/manage/v1/key-rotation${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(await reasonOf(answer, base))
    return (await answer.json()) as View
  }
}

/** Without a trailing slash. */
function baseOf(url: string): string {
  if (!URL.canParse(url)) throw new Error('--url must be an address such as http://127.0.0.1:3000')
  return url.endsWith('/') ? url.slice(0, -1) : url
}

async function reasonOf(answer: Response, base: string): Promise<string> {
  const body = (await answer.json().catch(() => ({}))) as {
    error?: { key?: string; developerMessages?: { en?: string } }
  }
  if (answer.status === 404 && body.error?.key === 'NOT_FOUND') return 'no rotation is in its overlap period'
  const said =
    body.error?.developerMessages?.en ?? (answer.status === 401 ? 'it does not accept the management token' : '')
  return `the gateway at ${base} answered ${answer.status}${said && `: ${said}`}`
}

const lookMs = 500

async function rotateThere(request: Ask, options: RotateKeyOptions, overlapMs: number): Promise<void> {
  const { end, status } = options
  if (status) return report(options, await request('GET'))
  let view = end ? await request('POST', '/end', {}) : await request('POST', '', { overlapSeconds: overlapMs / 1_000 })
  let reported = ''
  while (isUnderWay(view, end)) {
    if (reported !== view.state) report(options, view)
    reported = view.state
    await sleep(lookMs)
    view = await request('GET')
  }
  report(options, view)
}

/** Ending an overlap waits until it has ended. */
function isUnderWay({ state }: View, isEnding: true | undefined): boolean {
  return state === 'spreading' || state === 'sealing' || (state === 'overlap' && isEnding === true)
}

// ── without a gateway ───────────────────────────────────────

async function rotateHere(config: Config, options: RotateKeyOptions, overlapMs: number): Promise<void> {
  const { end, status } = options
  if ((await countGateways(configuredLocation(config))) > 0)
    throw new Error('gateways are running on this database: give the address of one of them with --url')
  const store = await openStore(config)
  try {
    if (status) return report(options, await viewOf(store))
    const now = Date.now()
    if (end ? !(await store.endKeyOverlap(now)) : (await store.beginKeyRotation({ now, overlapMs })).kind !== 'begun')
      throw new Error(
        end
          ? 'no rotation is in its overlap period'
          : 'the previous rotation has not ended: see recado rotate-key --status',
      )
    await store.addAudit({
      at: now,
      actor: { kind: 'admin' },
      operation: 'rotate-key',
      outcome: 'done',
      about: { kind: 'key_rotation' },
    })
    for (;;) {
      const moved = await store.carryOnKeys(Date.now())
      const view = await viewOf(store)
      if (moved) report(options, view)
      if (!isUnderWay(view, end)) return
      if (!moved) await sleep(lookMs)
    }
  } finally {
    await store.close()
  }
}

async function openStore(config: Config): Promise<Store> {
  const deps = { newId: createIds(Date.now), seal: sealOf(config) }
  if (config.databaseUrl !== undefined) return openPostgresStore(deps, { url: config.databaseUrl })
  return openSqliteStore(deps, { path: join(config.dataDir, 'recado.db') })
}

function sealOf(config: Config) {
  return createSeal(...secretKeys(config))
}

async function viewOf(store: Store): Promise<View> {
  const { number, state, left, endsAt } = await store.keyRotation()
  return { master: number, state, left, overlapEndsAt: endsAt === undefined ? null : new Date(endsAt).toISOString() }
}

function textOf({ master, state, left, overlapEndsAt }: View): string {
  switch (state) {
    case 'spreading':
      return (
        `master ${master}: waiting until every process knows it; ` +
        'a process without the newest RECADO_SECRET_KEY delays the rotation'
      )
    case 'sealing':
      return `master ${master}: re-sealing older rows, ${left} left`
    case 'overlap':
      return (
        `master ${master}: all secrets are sealed under it; ` +
        `earlier addresses stay valid until ${overlapEndsAt}, or until recado rotate-key --end`
      )
    default:
      return master === 0
        ? 'there has been no rotation yet'
        : `master ${master}: all secrets are sealed under it, and no rotation is in progress`
  }
}

/** One line for each state, JSON lines with `--json`. */
function report(options: RotateKeyOptions, view: View): void {
  outputFor(options).line(view, () => textOf(view))
}
