/**
 * What the management API offers for looking into trouble, wired: the check of a bot, the diagnostics of the
 * installation, and test events. Each asks the outside through clients of its own, with short time limits.
 */
import { statfs } from 'node:fs/promises'
import { createCloudClient } from '../channel/cloud/client.ts'
import type { Config } from '../config/config.ts'
import { settingsInForce } from '../config/in-force.ts'
import { requestMs } from '../diagnostics/bounded.ts'
import { createBotChecks } from '../diagnostics/check-bot.ts'
import { createDiagnosis, type Settings } from '../diagnostics/check-installation.ts'
import type { OwnAddressDeps } from '../diagnostics/own-address.ts'
import { withHostOf } from '../egress/allow-list.ts'
import { createGuardedAgent } from '../egress/guard.ts'
import { guardedRequest } from '../egress/request.ts'
import type { HttpDeps } from '../http/kit/deps.ts'
import { isLoopback } from '../model/network/hosts.ts'
import { newestSchema } from '../store/migrations/migrations.ts'
import { version } from '../version.ts'
import { sendTestEvent } from '../webhooks/test-event.ts'
import type { Disposer, Services } from './services.ts'
import type { Workers } from './workers.ts'

export function operatorTools(
  services: Services,
  { request, ...flows }: Workers,
  config: Config,
  disposers: Disposer[],
): Pick<HttpDeps, 'checkBot' | 'diagnose' | 'sendTestEvent' | 'settings'> {
  const { clock, log, address, seal } = services
  const cloud = createCloudClient({ clock, timeoutMs: requestMs, connections: 64 })
  disposers.push(() => cloud.destroy())
  const { outbound, webhooks, skills, media, campaigns, poll } = flows
  const running = [outbound, webhooks, skills, media, campaigns, poll]
  const shared = {
    ...services,
    own: ownAddress(config, disposers),
    baseUrl: address.base,
    onError: (err: unknown) => log.warn({ err }, 'a check could not be made'),
  }
  return {
    checkBot: createBotChecks({ ...shared, inspect: cloud.inspect, request }),
    diagnose: createDiagnosis({
      ...shared,
      disk: () => diskOf(config.dataDir),
      areLanesRunning: () => running.every(({ isRunning }) => isRunning()),
      settings: settingsOf(config, seal.weakness !== undefined),
      running: { version, node: process.version, schema: newestSchema },
    }),
    sendTestEvent: (endpoint, bot) =>
      sendTestEvent({ ...services, request, timeoutMs: config.webhookTimeoutMs }, endpoint, bot),
    settings: settingsInForce(config),
  }
}

/** The operator named the address, so it may be private; nothing else is reached by this agent. */
function ownAddress({ publicUrl, allowPrivate }: Config, disposers: Disposer[]): OwnAddressDeps {
  const allow = publicUrl === undefined ? allowPrivate : withHostOf(publicUrl, allowPrivate)
  const agent = createGuardedAgent(allow)
  disposers.push(() => agent.destroy())
  return { publicUrl, request: (input) => guardedRequest({ agent, allow }, input) }
}

async function diskOf(folder: string): Promise<{ free: number; total: number }> {
  const { bsize, bavail, blocks } = await statfs(folder)
  return { free: bavail * bsize, total: blocks * bsize }
}

function settingsOf(config: Config, isKeyWeak: boolean): Settings {
  return {
    isKeyWeak,
    hasOpsAccess: config.opsToken !== undefined || config.opsPort !== undefined,
    isLocal: isLoopback(config.host),
    sandbox: config.sandbox,
    hasMediaBucket: config.mediaBucketUrl !== undefined,
    isShared: config.databaseUrl !== undefined,
  }
}
