/**
 * The gateway and sandbox of a test program: in this process, on free ports, in a folder of their own that goes with
 * them, with waits that are short.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Rewinding } from '../app/rewind.ts'
import { type App, startApp } from '../app/start.ts'
import { type Config, loadConfig } from '../config/config.ts'

type Sandbox = NonNullable<App['sandbox']>

export type Site = {
  app: App
  sandbox: Sandbox
  rewinding: Rewinding
  adminToken: string
  /** The gateway's time; the sandbox has its own, which is moved with it. */
  now(): number
  advance(ms: number): void
  reset(): Promise<void>
  stop(): Promise<void>
}

export async function startSite(settings: Record<string, string | undefined>): Promise<Site> {
  const dataDir = mkdtempSync(join(tmpdir(), 'recado-testing-'))
  const remove = () => rmSync(dataDir, { recursive: true, force: true })
  try {
    const config = configOf({ RECADO_DATA_DIR: dataDir, ...settings })
    let aheadMs = 0
    const now = () => Date.now() + aheadMs
    const app = await startApp(config, {
      log: pino({ level: config.logLevel }),
      clock: now,
      wall: Date.now,
      isRewindable: true,
      retries,
      sandbox: { demoPerson: false, peopleRead: false, statusDelayMs, rules: { privateLinks: true } },
    })
    const { sandbox, rewinding } = app
    if (sandbox === undefined || rewinding === undefined) throw new Error('there is no sandbox, or no store to rewind')
    const { world } = sandbox
    return {
      app,
      sandbox,
      rewinding,
      adminToken: config.adminToken ?? '',
      now,
      advance(ms) {
        // The gateway first: no status is from its future.
        aheadMs += ms
        world.advance(ms)
        rewinding.turn()
      },
      reset: () =>
        rewinding.rewind(async () => {
          // What the former workers have sent may still be unread there.
          await sandbox.disconnect()
          world.reset()
          // A webhook that is on its way would arrive in the world after.
          await world.queue.idle()
          aheadMs = 0
        }),
      stop: () => app.stop().finally(remove),
    }
  } catch (error) {
    remove()
    throw error
  }
}

/** Short, and in the order in which WhatsApp tells them. */
const statusDelayMs = { sent: 1, delivered: 5, read: 10 }
const retries = { retryFirstMs: 20, retryMaxMs: 100, blockedMs: 100 }
/** An answer of 5xx leaves open whether WhatsApp took the message: so long a status may say that it did. */
const reconcileMs = 500

function configOf(settings: Record<string, string | undefined>): Config {
  const loaded = loadConfig({
    RECADO_PORT: '0',
    RECADO_SANDBOX: 'on',
    RECADO_SANDBOX_PORT: '0',
    RECADO_ADMIN_TOKEN: secret(),
    RECADO_SECRET_KEY: secret(),
    RECADO_LOG_LEVEL: 'error',
    // A test's requests are many and all from here; and a busy machine is no reason to refuse them.
    RECADO_RATE_PER_CLIENT: '0',
    RECADO_RATE_PER_ADDRESS: '0',
    RECADO_STORE_TIMEOUT_MS: '60000',
    RECADO_STOP_TIMEOUT_MS: '100',
    ...settings,
  })
  if (!loaded.ok) throw new Error(loaded.problems.join(' '))
  return settings.RECADO_RECONCILE_MS === undefined ? { ...loaded.config, reconcileMs } : loaded.config
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}
