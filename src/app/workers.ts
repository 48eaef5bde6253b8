/**
 * Starts the background workers, each by its own function on the shared services, and stops them in reverse. A flow
 * receives its dependencies, so that none knows another.
 */
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { CampaignDeps } from '../campaigns/deps.ts'
import { startCampaigns } from '../campaigns/supervisor.ts'
import { makeCloudClient } from '../channel/cloud/client.ts'
import type { Config } from '../config/config.ts'
import { type Download, guardedDownload } from '../egress/download.ts'
import { fileKindOf } from '../egress/file-kind.ts'
import { checkUrl, makeGuardedAgent } from '../egress/guard.ts'
import { follow } from '../egress/redirect.ts'
import { type GuardedRequest, guardedRequest, type RequestInput } from '../egress/request.ts'
import { bucketPlace, folderPlace, type MediaPlace } from '../media/blob-storage.ts'
import { startMediaDispatch } from '../media/dispatch.ts'
import { makeMediaReuse } from '../media/reuse.ts'
import type { BotIds } from '../model/bot.ts'
import { defaultRetryPolicy } from '../model/decide.ts'
import { isTemplateMismatch } from '../model/template/mismatch.ts'
import type { TemplateNotice } from '../model/template/record.ts'
import { startAdmission } from '../outbound/admission.ts'
import { type Dispatch, startDispatch } from '../outbound/dispatch.ts'
import { type DispatchObserver, makeDispatchObserver } from '../outbound/observe.ts'
import { makeProber } from '../outbound/probe.ts'
import { pollMs, stalledMs } from '../queue/lane-group.ts'
import { startPoll } from '../queue/poll.ts'
import { watchPressure } from '../queue/pressure.ts'
import { startSkillDispatch } from '../skills/dispatch.ts'
import type { Wakeup } from '../store/events/wakeup.ts'
import type { Due } from '../store/leases/due-lanes.ts'
import { makeTemplateActions } from '../templates/actions.ts'
import { startTemplateWatch } from '../templates/watch.ts'
import { startWebhookDispatch } from '../webhooks/dispatch.ts'
import { secretsOf, signatureHeaders } from '../webhooks/sign.ts'
import type { Closer, House } from './services.ts'

/** Everything that workers call the outside with. */
type Ground = ReturnType<typeof groundOf>

function groundOf(house: House, config: Config, closers: Closer[]) {
  const { clock } = house
  const pressure = watchPressure()
  closers.push(pressure.stop)
  const cloud = makeCloudClient({ clock })
  const agent = makeGuardedAgent(config.allowPrivate)
  // Requests that the lanes stopped waiting for are not waited for here either.
  closers.push(() => Promise.all([cloud.destroy(), agent.destroy()]))
  const request: GuardedRequest = (input) => guardedRequest({ agent, allow: config.allowPrivate }, input)
  const download: Download = (input) => guardedDownload({ agent, allow: config.allowPrivate }, input)
  const onError = (err: unknown, about: Record<string, unknown>) => house.log.error({ err, ...about }, 'failed')
  return { ...house, config, cloud, request, download, share: pressure.share, onError }
}

export async function startFlows(house: House, config: Config, closers: Closer[]) {
  const ground = groundOf(house, config, closers)
  const { hints } = house
  const lanes: (() => Promise<unknown>)[] = []
  closers.push(() => Promise.all(lanes.map((stop) => stop())))
  const admission = startAdmission({
    ...ground,
    bounds: config,
    onError: (error) => ground.onError(error, {}),
  })
  lanes.push(async () => admission.stop())
  const place = placeOf(config)
  warnOfFolder(house.log, config)
  const reuse = makeMediaReuse(ground)
  lanes.push(() => reuse.stop(config.stopTimeoutMs))
  const outbound = await startOutbound(ground, reuse)
  lanes.push(() => outbound.stop(config.stopTimeoutMs))
  const webhooks = await startWebhooks(ground)
  lanes.push(() => webhooks.stop(config.stopTimeoutMs))
  const skills = await startSkills(ground)
  lanes.push(() => skills.stop(config.stopTimeoutMs))
  const media = await startMedia(ground, place)
  lanes.push(() => media.stop(config.stopTimeoutMs))
  const campaigns = await startCampaignFlow(ground, outbound.wake)
  lanes.push(campaigns.stop)
  const templates = await startTemplates(ground)
  lanes.push(() => templates.stop(config.stopTimeoutMs))
  hints.mismatch = templates.mismatch
  hints.wake = wakerOf({ outbound, webhooks, skills, media, templates })
  const withLanes = [outbound, webhooks, skills, media, templates]
  /** Each flow runs lanes for those of these bots that belong to this process. Never throws. */
  async function renew(botIds: BotIds): Promise<void> {
    try {
      await Promise.all(withLanes.map((flow) => flow.renew(botIds)))
      // Picks up work waiting in lanes that are new here.
      poll.soon()
    } catch (err) {
      house.log.error({ err }, 'lanes could not be updated')
    }
  }
  const poll = startFlowPoll(ground, { outbound, webhooks, skills, media })
  lanes.push(poll.stop)
  ground.metrics.watchAir(() => ({
    ...outbound.inTheAir(),
    webhook: webhooks.inTheAir(),
    skill: skills.inTheAir(),
    media: media.inTheAir(),
  }))
  hints.lanes = renew
  await renew('all')
  return { admission, outbound, webhooks, skills, media, place, campaigns, templates, poll, renew }
}

type Woken = Record<'webhooks' | 'skills' | 'media', { wake(id: string): void }> & {
  outbound: Pick<Dispatch, 'wake' | 'resumed'>
  templates: { notice(notice: TemplateNotice): void }
}

/** Delivers a wake-up to its lane. */
function wakerOf({ outbound, webhooks, skills, media, templates }: Woken): (wakeup: Wakeup) => void {
  return (wakeup) => {
    switch (wakeup.kind) {
      case 'messages':
        return outbound.wake(wakeup.id)
      case 'resume':
        return outbound.resumed(wakeup.id)
      case 'deliveries':
        return webhooks.wake(wakeup.id)
      case 'skills':
        return skills.wake(wakeup.id)
      case 'media':
        return media.wake(wakeup.id)
      case 'templates':
        return templates.notice(wakeup.notice)
    }
  }
}

type Polled = Record<'webhooks' | 'skills' | 'media', { wake(id: string): void }> & { outbound: Pick<Dispatch, 'hear'> }

function startFlowPoll({ store, clock, log }: Ground, { outbound, webhooks, skills, media }: Polled) {
  const poll = startPoll<Due>(
    {
      look: () => store.due(clock()),
      hear(due) {
        outbound.hear(due)
        for (const id of due.deliveries) webhooks.wake(id)
        for (const id of due.skills) skills.wake(id)
        for (const id of due.media) media.wake(id)
        if (due.tasks.length > 0)
          store.carryOn(clock()).catch((err: unknown) => log.error({ err }, 'store out of reach'))
      },
      onError: (err) => log.error({ err }, 'store out of reach'),
    },
    pollMs,
  )
  return { ...poll, isRunning: () => poll.hasTurnedWithin(stalledMs) }
}

export type Flows = Awaited<ReturnType<typeof startFlows>>

function startOutbound(ground: Ground, reuse: ReturnType<typeof makeMediaReuse>) {
  const { config, clock, log, metrics } = ground
  return startDispatch({
    ...ground,
    reuse,
    prober: makeProber({ ...ground, timeoutMs: config.probeTimeoutMs }),
    policy: { ...defaultRetryPolicy, reconcileMs: config.reconcileMs, maxAgeMs: config.maxAgeMs },
    observer: lookAtTemplates(makeDispatchObserver(log, metrics, clock), ground.hints),
  })
}

/** A send refused for not fitting its template suggests that the stored definition is outdated. */
function lookAtTemplates(observer: DispatchObserver, hints: House['hints']): DispatchObserver {
  return {
    ...observer,
    attempt(message, outcome, decision) {
      observer.attempt(message, outcome, decision)
      if (outcome.kind !== 'refused' || message.content.type !== 'template') return
      if (isTemplateMismatch(outcome.error.code)) hints.mismatch(message.botId, message.content.elementName)
    },
  }
}

/** The watch, and the template actions for HTTP. */
async function startTemplates(ground: Ground) {
  const deps = {
    ...ground,
    request: (input: RequestInput) => follow(ground.request, input),
    typesOf: async (head: Uint8Array) => (await fileKindOf(head)).types,
  }
  const watch = await startTemplateWatch({ ...deps, syncMs: ground.config.templateSyncMs })
  return { ...watch, actions: makeTemplateActions(deps) }
}

function startWebhooks(ground: Ground) {
  return startWebhookDispatch({
    ...ground,
    timeoutMs: ground.config.webhookTimeoutMs,
    metrics: { attempted: ground.metrics.delivery, switchedOff: ground.metrics.switchedOff },
  })
}

function startSkills(ground: Ground) {
  const { config, metrics } = ground
  return startSkillDispatch({
    ...ground,
    sign: (bot, eventId, at, body) => signatureHeaders(secretsOf(bot, ground.clock()), eventId, at, body),
    timeoutMs: config.webhookTimeoutMs,
    allowPrivateMedia: (url) => checkUrl(url.href, config.allowPrivate).ok,
    metrics: { skillRun: metrics.skillRun },
  })
}

function startMedia(ground: Ground, place: MediaPlace) {
  const { config, metrics, log } = ground
  return startMediaDispatch({
    ...ground,
    place,
    keepMs: config.keepMediaMs,
    observe(botId, end, { id, error }) {
      metrics.media(botId, end)
      if (end === 'failed') log.warn({ botId, mediaId: id, error }, 'an inbound file could not be fetched')
    },
  })
}

/** The supervisor, and the dependencies by which HTTP adds campaigns. */
async function startCampaignFlow(ground: Ground, wakeBot: (botId: string) => void) {
  const { config, metrics, log } = ground
  const deps: Omit<CampaignDeps, 'wake'> = {
    ...ground,
    allowPrivateMedia: (url) => checkUrl(url.href, config.allowPrivate).ok,
    folder: join(config.dataDir, 'campaigns'),
    maxFileBytes: config.campaignMaxBytes,
    downloadTimeoutMs: 60_000,
  }
  const runner = await startCampaigns({
    ...deps,
    wakeBot,
    onAccepted: (botId, count) => metrics.accepted(botId, 'notification', count),
    onError: (err, about) => log.error({ err, ...about }, 'campaign step failed'),
  })
  return { ...runner, deps: { ...deps, wake: runner.wake } satisfies CampaignDeps }
}

function warnOfFolder(log: Pick<Logger, 'warn'>, { databaseUrl, mediaBucketUrl }: Config): void {
  if (databaseUrl === undefined || mediaBucketUrl !== undefined) return
  log.warn('inbound files are served only by the process that fetched them: set RECADO_MEDIA_BUCKET_URL')
}

/** A bucket when one is configured, else the data directory. */
function placeOf(config: Config): MediaPlace {
  const { mediaBucketUrl: url, mediaBucketKeyId: keyId, mediaBucketSecret: secret, mediaBucketRegion: region } = config
  const folder = join(config.dataDir, 'media')
  if (url === undefined || keyId === undefined || secret === undefined) return folderPlace(folder)
  return bucketPlace({ url, keyId, secret, region }, folder)
}
