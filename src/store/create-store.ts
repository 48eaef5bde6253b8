/**
 * Every store method as one transaction of this folder, on either engine: which bots it concerns, whether it may emit
 * events, whether it reads off the hot path. Settings that every message needs are cached (store/settings/cache.ts).
 */
import type { BotIds } from '../model/bot.ts'
import type { NewId } from '../model/ids.ts'
import { defaultQuotas, type Quotas } from '../model/quota.ts'
import { defaultKeep, defaultKeepOff, type Keep, type KeepOff } from '../model/retention.ts'
import { auditedEngine } from './access/audit-scope.ts'
import { accessStore } from './access/store.ts'
import { type DeletedBot, ofLivingBot } from './bots/deleted-bots.ts'
import { campaignStore } from './campaigns/store.ts'
import { adoptLeftovers } from './deletion/leftovers.ts'
import { makeDeletions } from './deletion/runner.ts'
import * as tasks from './deliveries/endpoint-tasks.ts'
import { deliveryStore } from './deliveries/store.ts'
import { makePieces } from './deliveries/task-runner.ts'
import { personStore } from './erasure/store.ts'
import type { Context } from './inbound/context.ts'
import { ingestStore } from './inbound/store.ts'
import * as house from './installation/facts.ts'
import { makeDue } from './leases/due-lanes.ts'
import { backlog as backlogMoved } from './lists/backlog.ts'
import { depths, endpointDepths } from './lists/depths.ts'
import { listStore } from './lists/store.ts'
import { timeline } from './lists/timeline.ts'
import { makeTotals } from './lists/totals.ts'
import * as media from './media/media.ts'
import * as removal from './media/removal.ts'
import * as outbound from './messages/accept.ts'
import { cancel as cancelMoved } from './outbound/cancel.ts'
import { type HastenPlace, hasten as hastenMoved } from './outbound/expedite.ts'
import * as sweeps from './outbound/expiry-and-recovery.ts'
import { makeLaneClaims } from './outbound/lane-claims.ts'
import * as probes from './outbound/media-checks.ts'
import { mannerOfSettle, settle } from './outbound/settle.ts'
import { makePurge } from './retention/purge.ts'
import { rotationStore } from './rotation/rotation.ts'
import type { Seal } from './sealing/seal.ts'
import { makeSettingsCache } from './settings/cache.ts'
import { settingsStore } from './settings/store.ts'
import { claimSkillRuns } from './skills/claims.ts'
import { activateSkill, settleSkillRun } from './skills/settle.ts'
import * as skills from './skills/skills.ts'
import type { Engine, WriteManner } from './sql/engine.ts'
import { inPieces } from './sql/pieces.ts'
import type { Transaction } from './sql/transaction.ts'
import type { Store } from './store.ts'
import {
  endLearning as endLearningMoved,
  isLearning as isLearningMoved,
  learningBots as learningBotsMoved,
} from './templates/learning.ts'
import { dropTemplates, syncTemplates } from './templates/sync.ts'
import * as templates from './templates/templates.ts'
import * as users from './users/users.ts'
import { type HintDeps, makeHints } from './wakeups.ts'

export type StoreDeps = HintDeps & {
  newId: NewId
  seal: Seal
  /** The public URL of a file that a person sent. */
  mediaAddress?: (mediaId: string) => string
  /** The public URL of the full body of an event that is too large to post. */
  eventAddress?: (eventId: string) => string
  /** Retention periods. */
  keep?: Keep
  /** Limits of what waits for a disabled endpoint. */
  keepOff?: KeepOff
  /** Limits on the number of items of a kind. */
  quotas?: Quotas
  /** Bots were read again after changes in any process that shares the database. */
  onSettings?: (botIds: BotIds) => void
  /** Batched work failed; the poll restarts it. */
  onPieceError?: (error: unknown) => void
  /** A bot's deletion began in this process, or ended. */
  onBotDeletion?: (step: 'begun' | 'ended', bot: Pick<DeletedBot, 'id'> & Partial<DeletedBot>) => void
  /** Wraps the engine in tests: between a read's statements, or around a write's result. */
  around?: (engine: Engine) => Engine
}

export type BoundStore = {
  store: Store
  /** Checks whether another process changed settings. */
  renewSettings(anew?: boolean): Promise<void>
}

/** Bots per transaction of a recovery: a process may have acquired thousands. */
const mostRecovered = 64

export async function makeStore(deps: StoreDeps, bare: Engine): Promise<BoundStore> {
  const { seal, keep = defaultKeep, quotas = defaultQuotas, eventAddress = (id) => `/events/${id}` } = deps
  const engine = auditedEngine(deps.around?.(bare) ?? bare, seal)
  const { write, read, readAside, leases } = engine
  const totals = makeTotals()
  const cache = await makeSettingsCache(seal, engine, deps.onSettings)
  const { directory } = cache
  const retention = makePurge(engine, {
    keep,
    keepOff: deps.keepOff ?? defaultKeepOff,
    off: () => [...directory.endpoints.values()].filter(({ disabledAt }) => disabledAt !== undefined),
    onGone: totals.forget,
  })
  const botOfEndpoint = (endpointId: string) => directory.endpoints.get(endpointId)?.botId ?? ''

  const isKnown = (botId: string) => directory.bots.has(botId) || directory.leaving.has(botId)
  const due = makeDue({ read, leases, botOfEndpoint, isKnown })

  const markOf = (botId: string, wamid: string) => seal.mark('erased', `${botId} ${wamid}`)

  /** A write that may emit events: after its commit the lanes concerned are notified. */
  async function telling<T>(
    botIds: readonly string[],
    transaction: (context: Context) => Transaction<T>,
    manner?: WriteManner,
  ): Promise<T> {
    const hints = makeHints(deps)
    const context = { newId: deps.newId, eventAddress, markOf, ...cache.lookups, ...hints.collect }
    const begin = () => {
      hints.begin()
      return transaction(context)
    }
    const stale = cache.freshen()
    if (stale !== undefined) await stale
    const result = await write(botIds, begin, manner)
    hints.tell()
    return result
  }

  /** A write for a bot that was looked up: refused if it has been deleted since (store/bots/deleted-bots.ts). */
  const writeFor = <T>(botId: string, transaction: () => Transaction<T>, manner?: WriteManner) =>
    write([botId], () => ofLivingBot(botId, transaction), manner)
  const tellingFor = <T>(botId: string, transaction: (context: Context) => Transaction<T>) =>
    telling([botId], (context) => ofLivingBot(botId, () => transaction(context)))

  const onError = (error: unknown) => deps.onPieceError?.(error)
  const pieces = makePieces({
    telling,
    openTasks: () => read(() => tasks.openTasks()),
    leases,
    isKnown,
    onError,
  })
  const onEnded = (bot: DeletedBot) => deps.onBotDeletion?.('ended', bot)
  const deletions = makeDeletions({ telling, read, leases, changed: cache.changed, onEnded, onError })
  /** Continues work that a change began. */
  const carryOn = () => void pieces.carryOn().catch(onError)
  const deleting = (id: string, now: number) => {
    deps.onBotDeletion?.('begun', { id })
    deletions.carryOn(now).catch(onError)
  }

  /** A claim that only reads, while this process owns the bot's lanes. */
  async function leased<T>(botId: string, otherwise: T, transaction: () => Transaction<T>): Promise<T> {
    const lease = await leases.take(botId)
    return lease === undefined ? otherwise : read(() => leases.guard(botId, lease, otherwise, transaction))
  }

  const store: Store = {
    accept: (input) => writeFor(input.botId, () => outbound.accept(input), outbound.mannerOfAccept(input)),
    ...makeLaneClaims({ ...engine, telling }),
    settle: (claimed, decision, now) =>
      telling([claimed.botId], (context) => settle(context, claimed, decision, now), mannerOfSettle(claimed, decision)),
    async releaseUnknown(now, failBefore) {
      const { unknown } = await due(now)
      for (const botId of unknown) {
        await telling([botId], (context) => sweeps.releaseUnknown(context, botId, now, failBefore))
      }
      return unknown
    },
    async recover(now, reconcileUntil, whose = 'all') {
      let count = 0
      const left = await leases.recoverable(whose)
      while (left.length > 0) {
        const some = left.splice(0, mostRecovered)
        const botIds = some.flatMap((one) => one.botIds)
        count += await telling(botIds, (context) =>
          sweeps.recoverAll(
            context,
            now,
            reconcileUntil,
            some.map(({ of }) => of),
          ),
        )
        for (const one of some) one.done()
      }
      return count
    },
    async expire(now) {
      let count = 0
      for (const botId of (await due(now)).expired) {
        count += await telling([botId], (context) => sweeps.expire(context, botId, now))
      }
      return count
    },
    due,
    isSure: ({ botId, lease }) => leases.isSure(botId, lease),
    async hasten(botId, now) {
      let place: HastenPlace | undefined
      const step = async (limit: number) => {
        place = await write([botId], () => hastenMoved(botId, now, limit, place))
        return place
      }
      await inPieces(step, (after) => after !== undefined, pieces.isStopped)
    },
    cancel: (botId, messageId, now) => telling([botId], (context) => cancelMoved(context, botId, messageId, now)),
    timeline: (botId, messageId) => read(() => timeline(botId, messageId)),
    claimProbes: (input) => leased(input.botId, { items: [] }, () => probes.claimProbes(input)),
    settleProbe: (item, decision, now) =>
      telling([item.botId], (context) => probes.settleProbe(context, item, decision, now)),

    ...deliveryStore({ ...engine, deps, keep, cache, telling, writeFor, leased, pieces, botOfEndpoint }),
    adoptLeftovers: (now) => adoptLeftovers({ ...engine, changed: cache.changed }, now),
    async carryOn(now) {
      await Promise.all([pieces.carryOn(), deletions.carryOn(now)])
    },
    ...settingsStore({ ...engine, telling, seal, newId: deps.newId, cache, quotas, carryOn, deleting }),
    ...accessStore({ ...engine, seal, cache, quotas }),
    ...rotationStore({ ...engine, seal, cache, isStopped: pieces.isStopped }),
    user: (botId, name, now) => read(() => users.user(botId, name, now)),
    users: (filter, offset, limit, now) => readAside(() => users.users(filter, offset, limit, now)),
    countUsers: (filter) => readAside(() => users.countUsers(filter)),
    setUserState: (input) => tellingFor(input.botId, (context) => users.setUserState(context, input)),
    rememberUser: (input) => writeFor(input.botId, () => users.rememberUser(input)),
    closeConversation: (input) => tellingFor(input.botId, (context) => users.closeConversation(context, input)),
    skills: (botId) => read(() => skills.skills(botId)),
    skill: (botId, id) => read(() => skills.skill(botId, id)),
    putSkill: (skill, expected) => writeFor(skill.botId, () => skills.putSkill(quotas, skill, expected)),
    deleteSkill: (botId, id, expected) => write([botId], () => skills.deleteSkill(botId, id, expected)),
    claimSkillRuns: (input) => leased(input.botId, { runs: [] }, () => claimSkillRuns(input)),
    settleSkillRun: (run, decision, now) =>
      telling([run.botId], (context) => settleSkillRun(context, run, decision, now)),
    activateSkill: (input) => tellingFor(input.botId, (context) => activateSkill(context, input)),
    templates: (botId) => read(() => templates.templates(botId)),
    templatesNamed: (botId, name) => read(() => templates.templatesNamed(botId, name)),
    putTemplate: (botId, template, now, record) =>
      writeFor(botId, () => templates.putTemplate(botId, template, now, record)),
    replaceTemplate: (botId, template, now, expected) =>
      writeFor(botId, () => templates.replaceTemplate(quotas, botId, template, now, expected)),
    editTemplate: (botId, key, edit, now) => writeFor(botId, () => templates.editTemplate(botId, key, edit, now)),
    submittingTemplate: (botId, key, now) => writeFor(botId, () => templates.submittingTemplate(botId, key, now)),
    deleteTemplate: (botId, name, language, expected) =>
      write([botId], () => templates.deleteTemplate(botId, { elementName: name, language }, expected)),
    listTemplates: (filter) => read(() => templates.listTemplates(filter)),
    templateRecords: (botId, name) => read(() => templates.templateRecords(botId, name)),
    draftTemplate: (botId, template, record, now) =>
      writeFor(botId, () => templates.draftTemplate(quotas, botId, template, record, now)),
    submitTemplate: (botId, wabaId, key, submitted, now) =>
      tellingFor(botId, (context) => templates.submitTemplate(context, botId, wabaId, key, submitted, now)),
    syncTemplates: (input) => tellingFor(input.botId, (context) => syncTemplates(context, input)),
    learningBots: () => read(learningBotsMoved),
    isLearning: (botId) => read(() => isLearningMoved(botId)),
    endLearning: (botId, wabaId) => write([botId], () => endLearningMoved(botId, wabaId)),
    dropTemplates: (input) => tellingFor(input.botId, (context) => dropTemplates(context, input)),

    claimMedia: (input) => leased(input.botId, { items: [] }, () => media.claimMedia(input)),
    settleMedia: ({ id, botId }, decision, now) =>
      telling([botId], (context) => media.settleMedia(context, id, decision, now)),
    mediaFile: (id) => read(() => media.mediaFile(id)),
    revokeMediaLink: (botId, id, now) => write([botId], () => media.revokeMediaLink(botId, id, now)),
    retireMedia: (before, limit, now) => write([], () => removal.retireMedia(before, limit, now)),
    claimMediaRemovals: (input) => write([], () => removal.claimMediaRemovals(input)),
    settleMediaRemoval: (id, decision) => write([], () => removal.settleMediaRemoval(id, decision)),
    mediaUpload: (botId, url, now) => read(() => media.mediaUpload(botId, url, now)),
    putMediaUpload: (botId, url, upload) => writeFor(botId, () => media.putMediaUpload(botId, url, upload)),
    deleteMediaUpload: (botId, url) => write([botId], () => media.deleteMediaUpload(botId, url)),

    ...personStore({
      ...engine,
      telling,
      phoneNumberIdOf: (botId) => cache.directory.bots.get(botId)?.channel.phoneNumberId,
      isStopped: pieces.isStopped,
      onErased: totals.forget,
    }),
    ...listStore(readAside, totals),
    ...ingestStore({ ...deps, ...engine, cache, totals, telling }),
    ...campaignStore({ ...engine, quotas, telling, writeFor }),

    ping: (now) => write([], () => house.putFact('ping', String(now))),
    backlog: () => readAside(backlogMoved),
    depths: () => readAside(depths),
    endpointDepths: () => readAside(endpointDepths),
    purge: retention.purge,
    fact: (name) => read(() => house.getFact(name)),
    putFact: (name, value) => write([], () => house.putFact(name, value)),
    claimFact: (name, value) => write([], () => house.claimFact(name, value)),
    async close() {
      await Promise.all([pieces.stop(), deletions.stop()])
      await retention.stop()
      await engine.close()
    },
  }
  return { store, renewSettings: cache.renew }
}
