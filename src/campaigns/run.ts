/**
 * The campaigns at work: files are read, what is due begins, bots are fed, retries and cancels are carried out, and what is done is
 * completed. All of it is found in the store at every turn, so a restart goes on where the last process ended. Made by app.ts.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Frozen } from '../model/campaign.ts'
import type { CampaignRecord } from '../store/campaigns.ts'
import type { CampaignDeps } from './deps.ts'
import { type FeedDeps, feedBot } from './feed.ts'
import { hasFile, removeFile } from './file.ts'
import { importFile, pause } from './import.ts'

export type CampaignRunnerDeps = Omit<CampaignDeps, 'wake'> &
  Pick<FeedDeps, 'wakeBot' | 'onAccepted'> & {
    onError(error: unknown, about: { campaignId?: string }): void
    /** Other processes run campaigns too: each those of its bots. */
    isShared?: boolean
  }

export type CampaignRunner = {
  /** Something came or changed: looked at now instead of at the next turn. */
  wake(): void
  /** It takes its turns. */
  isRunning(): boolean
  /** What is being done is ended at its next step. */
  stop(): Promise<void>
}

/** Well below the half second that a bot's queue holds. */
const turnMs = 150
const idleMs = 1_000
const sweepRows = 300
/** Files at once: each takes half of the time that is there. */
const mostRead = 2
const stalledMs = 30_000

export async function startCampaigns(deps: CampaignRunnerDeps): Promise<CampaignRunner> {
  const aborter = new AbortController()
  const { signal } = aborter
  const tasks = makeTasks((error, campaignId) => deps.onError(error, { campaignId }))
  const feed: FeedDeps = { ...deps, frozen: rememberFrozen(deps) }
  const reading = new Set<string>()
  let turns = 0
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isWoken = false
  let turnedAt = deps.clock()

  await removeStrays(deps)
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
    turnedAt = deps.clock()
    let isBusy = false
    try {
      const active = await deps.store.activeCampaigns(deps.clock())
      for (const campaign of active) await alone(() => beginReading(campaign), campaign.id)
      const own = new Set((await deps.store.ownBots()).map(({ id }) => id))
      const campaigns = active.filter(({ botId }) => own.has(botId))
      isBusy = campaigns.some(({ state, isRetrying }) => state === 'running' || isRetrying)
      for (const campaign of campaigns) await alone(() => attend(campaign), campaign.id)
      await feedAll(campaigns.filter(({ state }) => state === 'running'))
    } catch (error) {
      deps.onError(error, {})
    }
    if (!signal.aborted) timer = setTimeout(wake, isWoken ? 0 : isBusy ? turnMs : idleMs)
  }

  /** One campaign's or bot's trouble is not the others'. */
  async function alone(work: () => Promise<void>, campaignId?: string): Promise<void> {
    await work().catch((error: unknown) => deps.onError(error, { campaignId }))
  }

  /** Where several processes share the work, a file lies with the one that took it. */
  async function beginReading(campaign: CampaignRecord): Promise<void> {
    const { id, state, importedAt } = campaign
    const isUnread = importedAt === undefined && (state === 'importing' || state === 'paused')
    if (!isUnread || (!reading.has(id) && reading.size >= mostRead)) return
    if (deps.isShared && !(await hasFile(join(deps.folder, `${id}.csv`)))) return
    tasks.start(id, () => read(campaign))
  }

  /** What a campaign's state asks for, beside being read and fed. */
  async function attend(campaign: CampaignRecord): Promise<void> {
    const { id, state, dueAt = 0, isRetrying } = campaign
    if (state === 'scheduled' && dueAt <= deps.clock()) {
      await deps.store.startDueCampaign(id, deps.clock())
      isWoken = true
    }
    if (state === 'canceled')
      tasks.start(id, () => repeat(() => deps.store.sweepCanceledCampaign(id, sweepRows, deps.clock())))
    if (isRetrying && state !== 'canceled')
      tasks.start(id, () => repeat(() => deps.store.retryCampaignRows(id, sweepRows, deps.clock())))
  }

  async function read(campaign: CampaignRecord): Promise<void> {
    reading.add(campaign.id)
    await importFile(deps, campaign, signal).finally(() => reading.delete(campaign.id))
    wake()
  }

  /** Step by step until none is left, half of the time being for others. */
  async function repeat(step: () => Promise<boolean>): Promise<void> {
    for (;;) {
      const startedAt = performance.now()
      if (signal.aborted || !(await step())) return
      await pause(performance.now() - startedAt)
    }
  }

  async function feedAll(campaigns: CampaignRecord[]): Promise<void> {
    turns += 1
    for (const [botId, ofBot] of Map.groupBy(campaigns, (campaign) => campaign.botId))
      await alone(() => feedOne(botId, ofBot))
  }

  async function feedOne(botId: string, campaigns: CampaignRecord[]): Promise<void> {
    const bot = await deps.store.bot(botId)
    const idle = bot ? await feedBot(feed, bot, campaigns, turns) : []
    for (const { id } of idle) if (turns % 4 === 0) await deps.store.completeCampaign(id, deps.clock())
  }

  return {
    wake,
    isRunning: () => deps.clock() - turnedAt < stalledMs,
    async stop() {
      aborter.abort()
      clearTimeout(timer)
      await running
      await tasks.ended()
    },
  }
}

/** Long work, one at a time for each campaign; what fails is begun again at a later turn. */
function makeTasks(onError: (error: unknown, campaignId: string) => void) {
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

const mostRemembered = 100

/** What a campaign sends never changes, so it is read once. */
function rememberFrozen({ store }: Pick<CampaignDeps, 'store'>): FeedDeps['frozen'] {
  const known = new Map<string, Frozen>()
  return async ({ id }) => {
    const before = known.get(id)
    if (before !== undefined) return before
    const frozen = await store.frozenCampaign(id)
    if (known.size >= mostRemembered) known.clear()
    if (frozen !== undefined) known.set(id, frozen)
    return frozen
  }
}

/** Files that no campaign waits for: their upload was cut off by the end of the process. */
async function removeStrays({ folder, store, clock }: CampaignRunnerDeps): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const unread = (await store.activeCampaigns(clock())).filter(
    ({ importedAt, state }) => importedAt === undefined && state !== 'canceled',
  )
  const wanted = new Set(unread.map(({ id }) => `${id}.csv`))
  for (const name of names) if (!wanted.has(name)) await removeFile(join(folder, name))
}
