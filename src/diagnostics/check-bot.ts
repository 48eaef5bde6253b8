/**
 * The check of a bot: everything that an operator must know for messages to leave and to arrive, asked of Meta with the
 * bot's own credentials, of the gateway's public address from outside, of the bot's endpoints and of the store; all at
 * once, and within ten seconds. It changes nothing. Callers at the same time share one check.
 */
import type { GuardedRequest } from '../egress/request.ts'
import type { Bot } from '../model/bot/bot.ts'
import type { Locale } from '../model/errors/texts.ts'
import { isLoopbackName } from '../model/network/hosts.ts'
import type { Store } from '../store/store.ts'
import { accountChecks, evaluateAccount } from './account.ts'
import { bounded } from './bounded.ts'
import { callbackChecks, evaluateCallback } from './callback.ts'
import { checkEndpoints } from './endpoints.ts'
import { type CheckStatus, type CheckView, type Finding, finding, viewOf, worstOf } from './finding.ts'
import { askGraph, type Inspect } from './graph.ts'
import { askOwnAddress, type OwnAddressDeps, ownAddressChecks, publicAddressFinding } from './own-address.ts'
import { insightsFinding, partnerFinding } from './partner.ts'

export type BotCheckDeps = {
  store: Pick<
    Store,
    | 'endpoints'
    | 'endpointDepths'
    | 'skills'
    | 'listTemplates'
    | 'isLearning'
    | 'lastWebhookAt'
    | 'accountWord'
    | 'insightsState'
  >
  inspect: Inspect
  /** Guarded, for the bot's endpoints. */
  request: GuardedRequest
  own: OwnAddressDeps
  /** Where the gateway's addresses begin, configured or not. */
  baseUrl: () => string
  clock: () => number
  /** Wall-clock time, which Meta's is compared with. */
  wall: () => number
  onError(error: unknown): void
}

export type Checked = { status: CheckStatus; checkedAt: number; checks: CheckView[] }

export type CheckBot = (bot: Bot, locale: Locale) => Promise<Checked>

export function createBotChecks(deps: BotCheckDeps): CheckBot {
  const running = new Map<string, Promise<Finding[]>>()
  return async (bot, locale) => {
    const checkedAt = deps.clock()
    const key = `${bot.id} ${bot.revision}`
    const found = running.get(key) ?? checkBot(deps, bot).finally(() => running.delete(key))
    running.set(key, found)
    const checks = (await found).map((one) => viewOf(one, locale))
    return { status: worstOf(checks), checkedAt, checks }
  }
}

async function checkBot(deps: BotCheckDeps, bot: Bot): Promise<Finding[]> {
  const { own, onError } = deps
  const isLocal = isLoopbackName(URL.parse(bot.channel.graphUrl)?.hostname ?? '')
  const found = await Promise.all([
    bounded([...accountChecks, ...callbackChecks, 'partner'], () => askMeta(deps, bot), onError),
    bounded(['public_address'], async () => [publicAddressFinding(own.publicUrl, deps.baseUrl(), isLocal)], onError),
    bounded(ownAddressChecks, () => askOwnAddress(own, bot), onError),
    bounded(['templates'], async () => [await checkTemplates(deps, bot)], onError),
    bounded(
      ['template_insights'],
      async () => [insightsFinding(bot.id, await deps.store.insightsState(bot.id))],
      onError,
    ),
    bounded(['endpoints'], () => askEndpoints(deps, bot), onError),
  ])
  return found.flat()
}

async function askMeta({ store, inspect, own, clock, wall }: BotCheckDeps, bot: Bot): Promise<Finding[]> {
  const [facts, lastWebhookAt, word] = await Promise.all([
    askGraph(bot.channel, inspect, wall),
    store.lastWebhookAt(bot.id),
    store.accountWord(bot.id),
  ])
  const { publicUrl } = own
  return [
    ...evaluateAccount(bot, facts, clock()),
    ...evaluateCallback(bot, facts, { publicUrl, lastWebhookAt }),
    partnerFinding(word, facts),
  ]
}

async function checkTemplates({ store }: BotCheckDeps, { id: botId }: Bot): Promise<Finding> {
  const page = { botId, limit: 1, offset: 0 }
  const [all, usable, isLearning] = await Promise.all([
    store.listTemplates(page),
    store.listTemplates({ ...page, status: 'APPROVED' }),
    store.isLearning(botId),
  ])
  const figures = { count: all.total, approved: usable.total }
  const key = isLearning ? 'learning' : usable.total === 0 ? 'none' : 'synced'
  return finding('templates', key, { ...figures, botId }, figures)
}

async function askEndpoints({ store, request, clock }: BotCheckDeps, { id: botId }: Bot): Promise<Finding[]> {
  const [endpoints, depths, skills] = await Promise.all([
    store.endpoints(botId),
    store.endpointDepths(),
    store.skills(botId),
  ])
  return checkEndpoints(request, { botId, endpoints, depths, skills: skills.length, now: clock() })
}
