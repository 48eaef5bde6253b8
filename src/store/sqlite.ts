/**
 * The store on one SQLite file, for one process: the transactions of this folder run in grouped writes. Settings that every message
 * needs are kept in memory and renewed after each change. Made by app.ts.
 */
import type { Endpoint } from '../model/bot.ts'
import type { NewId } from '../model/ids.ts'
import type { TemplateNotice } from '../model/template/record.ts'
import { campaignStore } from './campaign-store.ts'
import * as deliveries from './deliveries.ts'
import * as house from './house.ts'
import { ingest } from './ingest.ts'
import * as lists from './lists.ts'
import * as media from './media.ts'
import * as outbound from './outbound.ts'
import * as probes from './probes.ts'
import type { Seal } from './seal.ts'
import * as settings from './settings.ts'
import { settle } from './settle.ts'
import { claimSkillRuns } from './skill-claims.ts'
import { activateSkill, settleSkillRun } from './skill-settle.ts'
import * as skills from './skills.ts'
import { type Database, type DatabaseOptions, openDatabase, StoreOpenError } from './sqlite/database.ts'
import { makeReader } from './sqlite/reader.ts'
import type { Store } from './store.ts'
import type { TemplateContext } from './template-changes.ts'
import { dropTemplates, syncTemplates } from './template-sync.ts'
import * as templates from './templates.ts'
import { timeline } from './timeline.ts'
import { makeTotals } from './totals.ts'
import type { Transaction } from './transaction.ts'
import * as users from './users.ts'

export type SqliteDeps = {
  newId: NewId
  seal: Seal
  /** An endpoint got deliveries: a hint, after the commit. */
  onDeliveries?: (endpointId: string) => void
  /** A bot's pair may go on: a hint, after the commit. */
  onMessages?: (botId: string) => void
  /** A bot got files to fetch: a hint, after the commit. */
  onMedia?: (botId: string) => void
  /** Where the world fetches a file that a person sent. */
  mediaAddress?: (mediaId: string) => string
  /** A bot's skills got work: a hint, after the commit. */
  onSkills?: (botId: string) => void
  /** A template changed: after the commit. */
  onTemplate?: (notice: TemplateNotice) => void
}

export async function openSqliteStore(deps: SqliteDeps, options: DatabaseOptions): Promise<Store> {
  const db = openDatabase(options)
  const reader = makeReader(options.path, options.onStatement)
  const totals = makeTotals()
  const { seal } = deps
  await refuseForeignKey(db, seal)
  let cached = db.read(() => settings.loadSettings(seal))
  const lease = await db.write(house.takeLease)
  const endpointsByBot = new Map<string, Endpoint[]>()
  const hinted = new Set<string>()
  const hintedBots = new Set<string>()
  const hintedSkills = new Set<string>()
  const hintedMedia = new Set<string>()
  const hintedTemplates: TemplateNotice[] = []

  const context: outbound.OutboundContext & TemplateContext = {
    newId: deps.newId,
    lease,
    endpointsOf: (botId) => endpointsByBot.get(botId) ?? [],
    gatherMs: (botId) => cached.bots.get(botId)?.gatherMs ?? 0,
    tellsSessions: (botId) => cached.bots.get(botId)?.sessionEvents ?? false,
    hint: (endpointId) => hinted.add(endpointId),
    hintBot: (botId) => hintedBots.add(botId),
    hintSkills: (botId) => hintedSkills.add(botId),
    hintTemplate: (notice) => hintedTemplates.push(notice),
  }
  indexEndpoints()

  function indexEndpoints(): void {
    endpointsByBot.clear()
    for (const endpoint of cached.endpoints.values()) {
      endpointsByBot.set(endpoint.botId, [...(endpointsByBot.get(endpoint.botId) ?? []), endpoint])
    }
  }

  /** A write that may tell events: endpoints hear of it when it is on the disk. */
  async function telling<T>(transaction: () => Transaction<T>): Promise<T> {
    const result = await db.write(transaction)
    for (const endpointId of hinted) deps.onDeliveries?.(endpointId)
    hinted.clear()
    for (const botId of hintedBots) deps.onMessages?.(botId)
    hintedBots.clear()
    for (const botId of hintedSkills) deps.onSkills?.(botId)
    hintedSkills.clear()
    for (const botId of hintedMedia) deps.onMedia?.(botId)
    hintedMedia.clear()
    for (const notice of hintedTemplates.splice(0)) deps.onTemplate?.(notice)
    return result
  }

  /** A write that changes what is kept in memory. */
  async function changing<T>(transaction: () => Transaction<T>): Promise<T> {
    const result = await db.write(transaction)
    cached = db.read(() => settings.loadSettings(seal))
    indexEndpoints()
    return result
  }

  const bots = () => [...cached.bots.values()]

  return {
    accept: (input) => db.write(() => outbound.accept(input)),
    claim: (input) => db.write(() => outbound.claim(context, input)),
    settle: (claimed, decision, now) => telling(() => settle(context, claimed, decision, now)),
    releaseUnknown: (now, failBefore) => telling(() => outbound.releaseUnknown(context, now, failBefore)),
    recover: (now, reconcileUntil) => db.write(() => outbound.recover(now, reconcileUntil)),
    expire: (now) => telling(() => outbound.expire(context, now)),
    hasten: (botId, now) => db.write(() => outbound.hasten(botId, now)),
    cancel: (botId, messageId, now) => telling(() => outbound.cancel(context, botId, messageId, now)),
    timeline: async (botId, messageId) => db.read(() => timeline(botId, messageId)),
    claimProbes: async (input) => db.read(() => probes.claimProbes(input)),
    settleProbe: (item, decision, now) => telling(() => probes.settleProbe(context, item, decision, now)),

    async ingest(facts, { receivedAt, appSecret }) {
      const counts = await telling(() =>
        ingest(
          {
            ...context,
            receivedAt,
            appSecret,
            mediaAddress: deps.mediaAddress ?? ((id) => `/media/${id}`),
            hintMedia: (botId) => hintedMedia.add(botId),
            botByPhoneNumber: (id) => bots().find((bot) => bot.channel.phoneNumberId === id),
            botsByWaba: (id) => bots().filter((bot) => bot.channel.wabaId === id),
          },
          facts,
        ),
      )
      return counts
    },

    claimDeliveries: async (input) => db.read(() => deliveries.claimDeliveries(input)),
    async settleDelivery(delivery, attempt, decision, now) {
      const write = () => deliveries.settleDelivery(delivery, attempt, decision, now)
      await (decision.kind === 'endpoint_gone' ? changing(write) : db.write(write))
    },
    resumeEndpoint: (endpointId, now) => changing(() => deliveries.resumeEndpoint(endpointId, now)),
    replay: (input) => db.write(() => deliveries.replay(input)),

    bots: async () => bots(),
    bot: async (id) => cached.bots.get(id),
    putBot: (bot) => changing(() => settings.putBot(seal, bot)),
    deleteBot: (id) => changing(() => settings.deleteBot(id)),
    endpoints: async (botId) => endpointsByBot.get(botId) ?? [],
    endpoint: async (id) => cached.endpoints.get(id),
    putEndpoint: (endpoint) => changing(() => settings.putEndpoint(seal, endpoint)),
    deleteEndpoint: (id) => changing(() => settings.deleteEndpoint(id)),
    clients: async () => db.read(settings.clients),
    client: async (id) => db.read(settings.clients).find((client) => client.id === id),
    putClient: (client) => db.write(() => settings.putClient(client)),
    deleteClient: (id) => db.write(() => settings.deleteClient(id)),
    clientSecrets: async (id) => db.read(() => settings.clientSecrets(id)),
    addClientSecret: (secret) => db.write(() => settings.addClientSecret(secret)),
    expireClientSecrets: (id, exceptHash, endAt) => db.write(() => settings.expireClientSecrets(id, exceptHash, endAt)),
    user: async (botId, name, now) => db.read(() => users.user(botId, name, now)),
    users: (filter, offset, limit, now) => reader.read(() => users.users(filter, offset, limit, now)),
    countUsers: (filter) => reader.read(() => users.countUsers(filter)),
    setUserState: (input) => telling(() => users.setUserState(context, input)),
    rememberUser: (input) => db.write(() => users.rememberUser(input)),
    closeConversation: (input) => telling(() => users.closeConversation(context, input)),
    skills: async (botId) => db.read(() => skills.skills(botId)),
    skill: async (botId, id) => db.read(() => skills.skill(botId, id)),
    putSkill: (skill) => db.write(() => skills.putSkill(skill)),
    deleteSkill: (botId, id) => db.write(() => skills.deleteSkill(botId, id)),
    claimSkillRuns: async (input) => db.read(() => claimSkillRuns(input)),
    settleSkillRun: (run, decision, now) => telling(() => settleSkillRun(context, run, decision, now)),
    activateSkill: (input) => telling(() => activateSkill(context, input)),
    templates: async (botId) => db.read(() => templates.templates(botId)),
    templatesNamed: async (botId, name) => db.read(() => templates.templatesNamed(botId, name)),
    putTemplate: (botId, template, now, record) => db.write(() => templates.putTemplate(botId, template, now, record)),
    deleteTemplate: (botId, name, language) => db.write(() => templates.deleteTemplate(botId, name, language)),
    listTemplates: async (filter) => db.read(() => templates.listTemplates(filter)),
    templateRecords: async (botId, name) => db.read(() => templates.templateRecords(botId, name)),
    draftTemplate: (botId, template, record, now) =>
      db.write(() => templates.draftTemplate(botId, template, record, now)),
    submitTemplate: (botId, wabaId, key, submitted, now) =>
      telling(() => templates.submitTemplate(context, botId, wabaId, key, submitted, now)),
    syncTemplates: (input) => telling(() => syncTemplates(context, input)),
    dropTemplates: (input) => telling(() => dropTemplates(context, input)),

    claimMedia: async (input) => db.read(() => media.claimMedia(input)),
    settleMedia: (id, decision, now) => db.write(() => media.settleMedia(id, decision, now)),
    mediaFile: async (id) => db.read(() => media.mediaFile(id)),
    expireMedia: (before, limit) => db.write(() => media.expireMedia(before, limit)),
    mediaUpload: async (botId, url, now) => db.read(() => media.mediaUpload(botId, url, now)),
    putMediaUpload: (botId, url, upload) => db.write(() => media.putMediaUpload(botId, url, upload)),
    deleteMediaUpload: (botId, url) => db.write(() => media.deleteMediaUpload(botId, url)),

    notifications: (filter, start, limit) => reader.read(() => lists.notifications(filter, start, limit)),
    countNotifications: (filter) =>
      totals.total(`notifications ${JSON.stringify(filter)}`, filter, {
        count: (span) => reader.read(() => lists.countNotifications({ ...filter, ...span })),
        newestAt: async () => (await reader.read(() => lists.notifications(filter, { offset: 0 }, 1)))[0]?.acceptedAt,
      }),
    countStates: (filter, most) => reader.read(() => lists.countStates(filter, most)),
    history: (filter, offset, limit) => reader.read(() => lists.history(filter, offset, limit)),
    countHistory: (filter) =>
      totals.total(`history ${JSON.stringify(filter)}`, filter, {
        count: (span) => reader.read(() => lists.countHistory({ ...filter, ...span })),
        newestAt: () => reader.read(() => lists.newestHistoryAt(filter)),
      }),

    ...campaignStore({ context, write: db.write, telling, read: db.read, readAside: reader.read }),

    ping: (now) => db.write(() => house.putFact('ping', String(now))),
    backlog: () => reader.read(house.backlog),
    purge: (now) => db.write(() => house.purge(now)),
    fact: async (name) => db.read(() => house.getFact(name)),
    putFact: (name, value) => db.write(() => house.putFact(name, value)),
    async close() {
      await reader.close()
      await db.close()
    },
  }
}

/** Under another key every secret in the file is lost: better told at the start than at the first send. */
async function refuseForeignKey(db: Database, seal: Seal): Promise<void> {
  if (await db.write(() => house.checkSeal(seal))) return
  await db.close()
  throw new StoreOpenError(
    'the secrets in this database were sealed under another RECADO_SECRET_KEY: give that one again',
  )
}
