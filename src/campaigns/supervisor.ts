/**
 * The campaign supervisor: reads files, starts due campaigns, feeds bots, carries out retries and cancels, and
 * completes finished campaigns. Every turn starts from the store, so a restart continues where the last process ended.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CampaignSnapshot } from '../model/campaign/campaign.ts'
import { sleep } from '../queue/sleep.ts'
import type { CampaignRecord } from '../store/campaigns/campaigns.ts'
import type { CampaignDeps } from './deps.ts'
import { type FeedDeps, feedBot, feedTrial } from './feeder.ts'
import { importFile, isUnread } from './import.ts'
import { renewalOf } from './renew.ts'
import { removeFile } from './spool.ts'
import { deleteOrphans, dropFile, storeFile } from './stored-file.ts'

export type CampaignRunnerDeps = Omit<CampaignDeps, 'wake'> &
  Pick<FeedDeps, 'wakeBot' | 'onAccepted'> & {
    onError(error: unknown, about: { campaignId?: string }): void
  }

export type CampaignRunner = {
  /** Wakes the supervisor at once instead of at the next turn. */
  wake(): void
  /** True while turns are being taken. */
  isRunning(): boolean
  /** Work in progress ends at its next step. */
  stop(): Promise<void>
}

/** Well below the half second that a bot's queue holds. */
const turnMs = 150
const idleMs = 1_000
const sweepRows = 300
/** Files read at once: each takes half of the available time. */
const maxRead = 2
const stalledMs = 30_000
const strayMs = 600_000
/** How often campaigns that stopped for a cause are checked, however busy others are. */
const liftMs = 1_000

export async function startCampaigns(deps: CampaignRunnerDeps): Promise<CampaignRunner> {
  const aborter = new AbortController()
  const { signal } = aborter
  const tasks = createTasks((error, campaignId) => deps.onError(error, { campaignId }))
  const feed: FeedDeps = { ...deps, snapshot: rememberSnapshots(deps) }
  const reading = new Map<string, { botId: string; aborter: AbortController }>()
  let turns = 0
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isWoken = false
  let turnedAt = performance.now()

  await recoverSpooledFiles(deps)
  let sweptAt = Number.NEGATIVE_INFINITY
  let liftedAt = Number.NEGATIVE_INFINITY
  wake()

  function wake(): void {
    if (signal.aborted) return
    isWoken = true
    if (running) return
    clearTimeout(timer)
    running = turn().finally(() => {
      running = undefined
    })
  }

  async function turn(): Promise<void> {
    isWoken = false
    turnedAt = performance.now()
    let isBusy = false
    try {
      const active = await deps.store.activeCampaigns(deps.clock())
      const isOwn = (botId: string) => deps.store.ownBot(botId) !== undefined
      const campaigns = active.filter(({ botId }) => isOwn(botId))
      isBusy = campaigns.some(({ state, isRetrying }) => state === 'running' || isRetrying)
      for (const { botId, aborter: removed } of reading.values()) if (!isOwn(botId)) removed.abort()
      for (const campaign of campaigns) await runExclusive(() => reconcileCampaign(campaign), campaign.id)
      await liftAll(campaigns.filter(({ stop }) => stop !== undefined))
      sweep()
      await feedAll(campaigns.filter(({ state }) => state === 'running'))
    } catch (error) {
      deps.onError(error, {})
    }
    if (!signal.aborted) timer = setTimeout(wake, isWoken ? 0 : isBusy ? turnMs : idleMs)
  }

  /** Trouble with one campaign or bot does not affect the others. */
  async function runExclusive(work: () => Promise<void>, campaignId?: string): Promise<void> {
    await work().catch((error: unknown) => deps.onError(error, { campaignId }))
  }

  /** Does what a campaign's state requires besides feeding. */
  async function reconcileCampaign(campaign: CampaignRecord): Promise<void> {
    const { id, state, dueAt = 0, isRetrying } = campaign
    if (isUnread(campaign) && reading.size < maxRead) tasks.start(id, () => read(campaign))
    if (state === 'scheduled' && dueAt <= deps.clock()) {
      await deps.store.startDueCampaign(id, deps.clock())
      isWoken = true
    }
    if (state === 'canceled')
      tasks.start(id, () => repeat(signal, () => deps.store.sweepCanceledCampaign(id, sweepRows, deps.clock())))
    if (isRetrying && state !== 'canceled')
      tasks.start(id, () => repeat(signal, () => deps.store.retryCampaignRows(id, sweepRows, deps.clock())))
  }

  async function liftAll(stopped: CampaignRecord[]): Promise<void> {
    if (performance.now() - liftedAt < liftMs) return
    liftedAt = performance.now()
    for (const campaign of stopped) await runExclusive(() => lift(campaign), campaign.id)
  }

  async function lift(campaign: CampaignRecord): Promise<void> {
    if (!(await deps.store.mayCampaignGoOn(campaign.id, deps.clock()))) return
    const renewal = await renewalOf(deps, campaign, false)
    if (await deps.store.liftCampaign(campaign.id, deps.clock(), renewal)) isWoken = true
  }

  async function read(campaign: CampaignRecord): Promise<void> {
    const { id, botId } = campaign
    const removed = new AbortController()
    reading.set(id, { botId, aborter: removed })
    await importFile(deps, campaign, AbortSignal.any([signal, removed.signal])).finally(() => reading.delete(id))
    wake()
  }

  /** Deletes files that a crash left in the store. */
  function sweep(): void {
    if (deps.clock() - sweptAt < strayMs) return
    sweptAt = deps.clock()
    tasks.start('', () => deleteOrphans(deps))
  }

  async function feedAll(campaigns: CampaignRecord[]): Promise<void> {
    turns += 1
    for (const [botId, ofBot] of Map.groupBy(campaigns, (campaign) => campaign.botId))
      await runExclusive(() => feedOne(botId, ofBot))
  }

  async function feedOne(botId: string, campaigns: CampaignRecord[]): Promise<void> {
    const bot = await deps.store.bot(botId)
    if (bot === undefined) return
    const [onTrial, others] = [campaigns.filter((one) => one.isOnTrial), campaigns.filter((one) => !one.isOnTrial)]
    for (const campaign of onTrial) await feedTrial(feed, bot, campaign)
    const exhausted = others.length > 0 ? await feedBot(feed, bot, others, turns) : []
    for (const { id } of exhausted) if (turns % 4 === 0) await deps.store.completeCampaign(id, deps.clock())
  }

  return {
    wake,
    isRunning: () => performance.now() - turnedAt < stalledMs,
    async stop() {
      aborter.abort()
      clearTimeout(timer)
      await running
      await tasks.ended()
    },
  }
}

/** Repeats until nothing is left, leaving half of the time to others. */
async function repeat(signal: AbortSignal, step: () => Promise<boolean>): Promise<void> {
  for (;;) {
    const startedAt = performance.now()
    if (signal.aborted || !(await step())) return
    await sleep(performance.now() - startedAt)
  }
}

/** Long-running tasks, one at a time for each campaign; a failed task starts again at a later turn. */
function createTasks(onError: (error: unknown, campaignId: string) => void) {
  const running = new Map<string, Promise<void>>()
  return {
    start(id: string, work: () => Promise<void>): void {
      if (running.has(id)) return
      const task = work()
        .catch((error: unknown) => onError(error, id))
        .finally(() => running.delete(id))
      running.set(id, task)
    },
    ended: () => Promise.all(running.values()),
  }
}

const maxRemembered = 100

/** A snapshot changes only by a renewal, so it is read once. */
function rememberSnapshots({ store }: Pick<CampaignDeps, 'store'>): FeedDeps['snapshot'] {
  const known = new Map<string, CampaignSnapshot>()
  return async ({ id, refreshedAt = 0 }) => {
    const key = `${id} ${refreshedAt}`
    const before = known.get(key)
    if (before !== undefined) return before
    const snapshot = await store.campaignSnapshot(id)
    if (known.size >= maxRemembered) known.clear()
    if (snapshot !== undefined) known.set(key, snapshot)
    return snapshot
  }
}

/**
 * The folder belongs to this process: its files are uploads that were cut off, or campaign files that an earlier
 * version kept here until they were read.
 */
async function recoverSpooledFiles(deps: CampaignRunnerDeps): Promise<void> {
  const names = await readdir(deps.folder).catch(() => [])
  const unread = new Map(
    (await deps.store.activeCampaigns(deps.clock())).filter(isUnread).map(({ id }) => [`${id}.csv`, id]),
  )
  for (const name of names) {
    const path = join(deps.folder, name)
    const id = unread.get(name)
    if (id !== undefined) await dropFile(deps.store, id)
    if (id !== undefined) await storeFile(deps, id, path)
    await removeFile(path)
  }
}
