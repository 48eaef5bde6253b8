/**
 * `recado rotate-key`: seals all secrets again while the gateways serve. A running gateway is asked to do it
 * (`http/access/key-rotation.ts`), so that still only one process uses the database; without one it is done here, on
 * the database. No key and no token is ever an argument.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import { usualOverlapMs } from '../model/access/key-overlap.ts'
import { dayMs, hourMs } from '../model/time.ts'
import { type CommonOptions, outputFor } from './frame/command.ts'
import { isUnderWay, lookMs, type View } from './rotation-view.ts'
import { readSettings } from './settings.ts'

export type RotateKeyOptions = CommonOptions & {
  url?: string
  overlap?: string
  end?: true
  status?: true
  newKey?: true
}
type Ask = (method: 'GET' | 'POST', path?: string, body?: object) => Promise<View>

export async function rotateKey(options: RotateKeyOptions): Promise<void> {
  const config = readSettings()
  if (options.newKey) {
    const { addSecretKey } = await import('../app/secrets.ts')
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
  // The store is loaded where no gateway asks it.
  const { rotateHere } = await import('./rotate-here.ts')
  await rotateHere(config, { ...options, overlapMs, report: (view) => report(options, view) })
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
  const token = config.adminToken ?? (await (await import('./rotate-here.ts')).ownToken(config))
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
