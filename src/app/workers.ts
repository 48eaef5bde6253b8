/**
 * Starts the background workers, each by its own function on the shared services, and stops them in reverse. A flow
 * receives its dependencies, so that none knows another.
 */
import { join } from 'node:path'
import type { Logger } from 'pino'
import { createAllowances } from '../campaigns/allowance.ts'
import type { CampaignDeps } from '../campaigns/deps.ts'
import { startCampaigns } from '../campaigns/supervisor.ts'
import { createCloudClient } from '../channel/cloud/client.ts'
import type { Config } from '../config/config.ts'
import { checkUrl } from '../egress/allow-list.ts'
import { type Download, guardedDownload } from '../egress/download.ts'
import { fileKindOf } from '../egress/file-kind.ts'
import { createGuardedAgent } from '../egress/guard.ts'
import { follow } from '../egress/redirect.ts'
import { type GuardedRequest, guardedRequest, type RequestInput } from '../egress/request.ts'
import { createReceipts } from '../inbound/receipts.ts'
import { type BlobStorage, bucketStorage, folderStorage, removeOldDrafts } from '../media/blob-storage.ts'
import { startMediaDispatch } from '../media/dispatch.ts'
import { ownFirst } from '../media/own-request.ts'
import { createMediaReuse } from '../media/reuse.ts'
import { withVoice } from '../media/voice-notes.ts'
import type { BotIds } from '../model/bot/bot.ts'
import { defaultRetryPolicy } from '../model/outcome/decide.ts'
import { isTemplateMismatch } from '../model/template/mismatch.ts'
import { startAdmission } from '../outbound/admission.ts'
import { type Dispatch, startDispatch } from '../outbound/dispatch.ts'
import { createDispatchObserver, type DispatchObserver } from '../outbound/observe.ts'
import { createProber } from '../outbound/probe.ts'
import { pollMs, stalledMs } from '../queue/lane-group.ts'
import { startPoll } from '../queue/poll.ts'
import { watchPressure } from '../queue/pressure.ts'
import { startSkillDispatch } from '../skills/dispatch.ts'
import type { Due } from '../store/leases/due-lanes.ts'
import { createChangeHub, type Hubs } from '../stream/changes.ts'
import { createEventHub } from '../stream/hub.ts'
import { createTemplateActions } from '../templates/actions.ts'
import { startTemplateWatch } from '../templates/watch.ts'
import { startWebhookDispatch } from '../webhooks/dispatch.ts'
import { secretsOf, signatureHeaders } from '../webhooks/sign.ts'
import { heldStore } from './hold.ts'
import { startNumbers } from './numbers.ts'
import type { Disposer, Services } from './services.ts'
import { wakerOf } from './waker.ts'

/** Everything that workers call the outside with. */
type WorkerDeps = ReturnType<typeof workerDepsOf>

function workerDepsOf(services: Services, config: Config, disposers: Disposer[]) {
  const { clock } = services
  const pressure = watchPressure()
  disposers.push(pressure.stop)
  const cloud = createCloudClient({ clock })
  const agent = createGuardedAgent(config.allowPrivate)
  // Requests that the lanes stopped waiting for are not waited for here either.
  disposers.push(() => Promise.all([cloud.destroy(), agent.destroy()]))
  const request: GuardedRequest = (input) => guardedRequest({ agent, allow: config.allowPrivate }, input)
  const download: Download = (input) => guardedDownload({ agent, allow: config.allowPrivate }, input)
  const onError = (err: unknown, about: Record<string, unknown>) =>
    services.log.error({ err, ...about }, 'background work failed')
  const store = config.hold ? heldStore(services.store) : services.store
  return {
    ...services,
    store,
    config,
    cloud,
    request,
    download,
    concurrencyFactor: pressure.concurrencyFactor,
    onError,
  }
}

export async function startWorkers(services: Services, config: Config, disposers: Disposer[]) {
  const workerDeps = workerDepsOf(services, config, disposers)
  const lanes: (() => Promise<unknown>)[] = []
  disposers.push(() => Promise.all(lanes.map((stop) => stop())))
  const onError = (error: unknown) => workerDeps.onError(error, {})
  const admission = startAdmission({ ...workerDeps, bounds: config, onError })
  lanes.push(async () => admission.stop())
  const place = blobStorageOf(config)
  warnOfFolder(services.log, config)
  const toSend = withVoice(withOwnFiles(workerDeps, place), config.ffmpeg, disposers)
  const reuse = createMediaReuse(toSend)
  lanes.push(() => reuse.stop(config.stopTimeoutMs))
  const outbound = await startOutbound(toSend, reuse)
  lanes.push(() => outbound.stop(config.stopTimeoutMs))
  const webhooks = await startWebhooks(workerDeps)
  lanes.push(() => webhooks.stop(config.stopTimeoutMs))
  const skills = await startSkills(workerDeps)
  lanes.push(() => skills.stop(config.stopTimeoutMs))
  const media = await startMedia(workerDeps, place)
  lanes.push(() => media.stop(config.stopTimeoutMs))
  const campaigns = await startCampaignFlow(workerDeps, outbound.wake)
  lanes.push(campaigns.stop)
  const templates = await startTemplates(workerDeps)
  lanes.push(() => templates.stop(config.stopTimeoutMs))
  const numbers = await startNumbers({ ...workerDeps, typesOf }, (botId) => {
    void syncBots([botId])
    outbound.resume(botId)
  })
  const hubs = startHubs(workerDeps)
  const receipts = startReceipts(workerDeps)
  lanes.push(() => numbers.stop(config.stopTimeoutMs), hubs.hub.stop, hubs.changes.stop, receipts.stop)
  Object.assign(services.hints, { mismatch: templates.mismatch, ...webhooks.hints, ...outbound.hints })
  services.hints.wake = wakerOf({ outbound, webhooks, skills, media, templates, numbers, hub: hubs.hub, receipts })
  const withLanes = [outbound, webhooks, skills, media, templates, numbers]
  /** Each flow runs lanes for those of these bots that belong to this process. Never throws. */
  async function syncBots(botIds: BotIds): Promise<void> {
    try {
      await Promise.all(withLanes.map((flow) => flow.syncBots(botIds)))
      // Picks up work waiting in lanes that are new here.
      poll.soon()
    } catch (err) {
      services.log.error({ err }, 'lanes could not be updated')
    }
  }
  const poll = startFlowPoll(workerDeps, { outbound, webhooks, skills, media })
  lanes.push(poll.stop)
  workerDeps.metrics.watchAir(() => ({
    ...outbound.inTheAir(),
    webhook: webhooks.inTheAir(),
    skill: skills.inTheAir(),
    media: media.inTheAir(),
  }))
  services.hints.lanes = syncBots
  await syncBots('all')
  const flows = { outbound, webhooks, skills, media, campaigns, templates, numbers, receipts }
  return { ...flows, request: workerDeps.request, hubs, admission, place, poll, syncBots }
}

/** What is sent may name files of this gateway. */
function withOwnFiles(workerDeps: WorkerDeps, place: BlobStorage): WorkerDeps {
  const { mediaIdOf } = workerDeps.address
  const { mediaLinkMs: linkMs } = workerDeps.config
  return { ...workerDeps, request: ownFirst({ ...workerDeps, mediaIdOf, place, linkMs }) }
}

/** A holding process sends none by itself. */
function startReceipts(workerDeps: WorkerDeps) {
  const { mark, received, stop } = createReceipts(workerDeps)
  return { mark, received: workerDeps.config.hold ? () => {} : received, stop: async () => stop() }
}

function startHubs({ hints, config, log, ...deps }: WorkerDeps): Hubs {
  const onError = (err: unknown) => log.error({ err }, 'store operation failed')
  const hub = createEventHub({ ...deps, retainedMs: config.keepEventsMs, onError })
  hints.events = hub.wake
  return { hub, changes: createChangeHub({ ...deps, onError }) }
}

type Polled = Record<'webhooks' | 'skills' | 'media', { wake(id: string): void }> & {
  outbound: Pick<Dispatch, 'onDue'>
}

function startFlowPoll({ store, clock, log }: WorkerDeps, { outbound, webhooks, skills, media }: Polled) {
  const poll = startPoll<Due>(
    {
      look: () => store.due(clock()),
      onDue(due) {
        store.carryOnFigures(clock()).catch((err: unknown) => log.error({ err }, 'store operation failed'))
        outbound.onDue(due)
        for (const id of due.deliveries) webhooks.wake(id)
        for (const id of due.skills) skills.wake(id)
        for (const id of due.media) media.wake(id)
        if (due.tasks.length > 0)
          store.carryOn(clock()).catch((err: unknown) => log.error({ err }, 'store operation failed'))
      },
      onError: (err) => log.error({ err }, 'store operation failed'),
    },
    pollMs,
  )
  return { ...poll, isRunning: () => poll.polledWithin(stalledMs) }
}

export type Workers = Awaited<ReturnType<typeof startWorkers>>

function startOutbound(
  workerDeps: WorkerDeps & { voice?: object | undefined },
  reuse: ReturnType<typeof createMediaReuse>,
) {
  const { config, clock, log, metrics, retries } = workerDeps
  return startDispatch({
    ...workerDeps,
    reuse,
    isOwnFile: (url) => workerDeps.address.mediaIdOf(url) !== undefined,
    prober: createProber({ ...workerDeps, timeoutMs: config.probeTimeoutMs }),
    policy: { ...defaultRetryPolicy, ...retries, reconcileMs: config.reconcileMs, maxAgeMs: config.maxAgeMs },
    observer: withTemplateMismatchDetection(createDispatchObserver(log, metrics, clock), workerDeps.hints),
  })
}

/** A send refused for not fitting its template suggests that the stored definition is outdated. */
function withTemplateMismatchDetection(observer: DispatchObserver, hints: Services['hints']): DispatchObserver {
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
async function startTemplates(workerDeps: WorkerDeps) {
  const deps = {
    ...workerDeps,
    request: (input: RequestInput) => follow(workerDeps.request, input),
    typesOf,
  }
  const watch = await startTemplateWatch({ ...deps, syncMs: workerDeps.config.templateSyncMs })
  return { ...watch, actions: createTemplateActions(deps, watch.soon) }
}

const typesOf = async (head: Uint8Array) => (await fileKindOf(head)).types

function startWebhooks(workerDeps: WorkerDeps) {
  const { config, metrics } = workerDeps
  return startWebhookDispatch({
    ...workerDeps,
    timeoutMs: config.webhookTimeoutMs,
    metrics: { attempted: metrics.delivery, posted: metrics.posted, switchedOff: metrics.switchedOff },
  })
}

function startSkills(workerDeps: WorkerDeps) {
  const { config, metrics } = workerDeps
  return startSkillDispatch({
    ...workerDeps,
    sign: (bot, eventId, at, body) => signatureHeaders(secretsOf(bot, workerDeps.clock()), eventId, at, body),
    timeoutMs: config.webhookTimeoutMs,
    allowPrivateMedia: (url) => checkUrl(url.href, config.allowPrivate).ok,
    metrics: { skillRun: metrics.skillRun },
  })
}

function startMedia(workerDeps: WorkerDeps, blobStorage: BlobStorage) {
  const { config, metrics, log, clock, onError } = workerDeps
  void removeOldDrafts(mediaFolderOf(config), clock()).catch((error: unknown) => onError(error, {}))
  return startMediaDispatch({
    ...workerDeps,
    place: blobStorage,
    retentionMs: config.keepMediaMs,
    observe(botId, end, { id, error }) {
      metrics.media(botId, end)
      if (end === 'failed') log.warn({ botId, mediaId: id, error }, 'an inbound file could not be fetched')
    },
  })
}

/** The supervisor, and the dependencies by which HTTP adds campaigns. */
async function startCampaignFlow(workerDeps: WorkerDeps, wakeBot: (botId: string) => void) {
  const { config, metrics, log } = workerDeps
  const deps: Omit<CampaignDeps, 'wake'> = {
    ...workerDeps,
    allowances: createAllowances(workerDeps),
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

/** Beside the drafts of files, wherever they end. */
const mediaFolderOf = ({ dataDir }: Config) => join(dataDir, 'media')

/** A bucket when one is configured, else the data directory. */
function blobStorageOf(config: Config): BlobStorage {
  const { mediaBucketUrl: url, mediaBucketKeyId: keyId, mediaBucketSecret: secret, mediaBucketRegion: region } = config
  const folder = mediaFolderOf(config)
  if (url === undefined || keyId === undefined || secret === undefined) return folderStorage(folder)
  return bucketStorage({ url, keyId, secret, region }, folder)
}
