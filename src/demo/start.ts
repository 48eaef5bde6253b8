/**
 * `recado start --demo`: a gateway with its sandbox in a folder that goes with the process, in which a shop has been at
 * work for a week. Nothing is written by hand: the gateway is started a week ago, by its clock, and takes requests and
 * webhooks while the clock of both sides is moved to now.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoClient } from '../app/demo.ts'
import { type App, type AppDeps, startApp } from '../app/start.ts'
import type { Config } from '../config/config.ts'
import { dayMs } from '../model/time.ts'
import { sleep } from '../queue/sleep.ts'
import { type Call, callerOf } from '../testing/call.ts'
import { liveWeek, type Shop } from './week.ts'

export const weekMs = 7 * dayMs

export type DemoApp = App & { dataDir: string }

/** `onProgress`: the share of the week that is over, 0 to 1. Throws as `startApp` does; the folder is gone then. */
export async function startDemo(
  config: Config,
  deps: AppDeps,
  onProgress: (share: number) => void = () => {},
): Promise<DemoApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'recado-demo-'))
  const receiver = await startReceiver()
  const clear = () => {
    receiver.close()
    receiver.closeAllConnections()
    rmSync(dataDir, { recursive: true, force: true })
  }
  // What failed in the week is on the pages, and no news for whoever starts it.
  const { level } = deps.log
  deps.log.level = 'silent'
  try {
    const adminToken = config.adminToken ?? randomBytes(32).toString('base64url')
    // Nothing of an installation that these settings may be of: neither its database nor its bucket.
    const elsewhere = { databaseUrl: undefined, mediaBucketUrl: undefined, hold: false }
    const own = { ...config, ...elsewhere, adminToken, dataDir, sandbox: true }
    const app = await startAgo(own, deps, receiver, onProgress)
    const newAdminToken = config.adminToken === undefined ? adminToken : undefined
    return { ...app, newAdminToken, dataDir, stop: () => app.stop().finally(clear) }
  } catch (error) {
    clear()
    throw error
  } finally {
    deps.log.level = level
  }
}

async function startAgo(
  config: Config & { adminToken: string },
  deps: AppDeps,
  receiver: Server,
  onProgress: (share: number) => void,
): Promise<App> {
  let behindMs = weekMs
  const now = () => Date.now() - behindMs
  const app = await startApp(config, {
    ...deps,
    clock: now,
    wall: Date.now,
    isRewindable: true,
    sandbox: { ...deps.sandbox, clock: now, demoPerson: false, statusDelayMs },
  })
  try {
    // The gateway first: no status is from its future.
    const to = (at: number) => {
      behindMs -= Math.max(0, Math.min(at - now(), behindMs))
      app.rewinding?.turn()
    }
    const shop = shopOf({ ...app, adminToken: config.adminToken }, receiver, { now, to })
    await liveWeek(shop, { endsAt: Date.now(), onProgress })
    behindMs = 0
    app.rewinding?.turn()
    return { ...app, firstSignIn: await app.renewFirstSignIn() }
  } catch (error) {
    await app.stop()
    throw error
  }
}

/** Short, since each step of the week waits for them. */
const statusDelayMs = { sent: 1, delivered: 3, read: 6 }

function shopOf(
  { url, sandbox, rewinding, adminToken }: Pick<App, 'url' | 'sandbox' | 'rewinding'> & { adminToken: string },
  receiver: Server,
  clock: Pick<Shop, 'now' | 'to'>,
): Shop {
  if (sandbox === undefined || rewinding === undefined) throw new Error('there is no sandbox, or no store to rewind')
  return {
    ...clock,
    api: patient(callerOf(url, { authorization: `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}` })),
    upload: (form) => uploaded(url, form),
    manage: callerOf(url, { authorization: `Bearer ${adminToken}` }),
    control: callerOf(sandbox.url),
    receiver: {
      url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
      answer: (status) => receiver.emit('answer', status),
    },
    async isQuiet() {
      const [reading, pending] = [rewinding.backlog(), sandbox.world.pending()]
      const { oldestDueAt: _since, deliveries: _repeated, ...gateway } = await reading
      return Object.values({ ...gateway, ...pending }).every((count) => count === 0)
    },
  }
}

const repeatMs = 50
const maxRepeats = 200

/** How late messages are is measured now and then: after a jump of the clock the last reading looks like a delay. */
function patient(call: Call): Call {
  return async (...asked) => {
    for (let repeats = 0; ; repeats++) {
      try {
        return await call(...asked)
      } catch (error) {
        if (repeats === maxRepeats || !/refused with 429/.test(String(error))) throw error
        await sleep(repeatMs)
      }
    }
  }
}

async function uploaded(url: string, form: FormData): Promise<string> {
  const authorization = `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}`
  const answer = await fetch(`${url}/v1/hsm/file`, { method: 'POST', headers: { authorization }, body: form })
  const body = (await answer.json()) as { campaignId: string }
  if (!answer.ok) throw new Error(`a campaign was refused with ${answer.status}: ${JSON.stringify(body)}`)
  return body.campaignId
}

/** The shop's own server, which takes events: it is there as long as the demo. */
async function startReceiver(): Promise<Server> {
  let status = 200
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.writeHead(request.url === '/crm' ? 410 : status).end())
  })
  server.on('answer', (next: number) => {
    status = next
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
