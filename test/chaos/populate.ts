/** The initial state of a run: numbers, rules, bots with their webhooks and skills, templates. */
import { elapsed } from './gateways.ts'
import type { BotLifetime, SecretTime, Slot } from './identity-history.ts'
import { bots, spareNumber } from './journal.ts'
import { requestUntilAnswered } from './operator.ts'
import type { Site } from './site-parts.ts'
import { until } from './until.ts'

/**
 * A bot's rate, and the sandbox's for its number: slightly higher, because messages delayed by the network arrive in a
 * burst.
 */
const messagesPerSecond = 80
const throughputPerSecond = 95
/** One more than Meta's 45, for the same reason: a delayed first message and a 46th on time are less than 6 s apart. */
const pairBurst = 46

export const events = [
  ...['delivered_channel', 'delivered_user', 'read', 'failed', 'reply', 'canceled'],
  ...['campaign', 'skill_message', 'skill_failed'],
]

type SiteInSetup = Omit<Site, typeof Symbol.asyncDispose>

/** The disabled rules need days or open windows; both rate limits are on. */
export async function populate(site: SiteInSetup, seed: number): Promise<void> {
  const rules = { window: false, marketingCap: false, pairRate: true, throughput: true, throughputPerSecond, pairBurst }
  await site.control('POST', '/_sandbox/reset', { seed })
  await site.control('PUT', '/_sandbox/rules', rules)
  const { slots } = site.journal
  const numbers = slots.length > bots.length ? [...slots, spareNumber] : slots
  for (const { phoneNumberId, wabaId, displayNumber } of numbers.slice(1))
    await site.control('POST', '/_sandbox/numbers', { phoneNumberId, wabaId, displayNumber, demoTemplates: true })
  for (const { botId, phoneNumberId } of slots.filter((slot) => slot.botId in ownApps))
    await site.control('PUT', `/_sandbox/numbers/${phoneNumberId}`, { appSecret: ownApps[botId] })
  await createClient(site)
  for (const slot of slots) await makeBot(site, slot)
  await site.control('PUT', '/_sandbox/subscription', { url: `${site.callback.url}/meta/webhook` })
  await until(() => areTemplatesThere(site, ...slots.map(({ botId }) => botId)), 'the templates are there', 15_000)
  for (const lifetime of site.journal.lifetimes) lifetime.readyAt = Date.now()
}

/** Bots that each have an app of their own; all others share one app. */
export const ownApps: Readonly<Record<string, string>> = { tres: 'secret-tres', cuatro: 'secret-cuatro' }

/** Programs authenticate as this client, whose secret changes now and then. */
export const clientId = 'agil'

async function createClient(site: SiteInSetup): Promise<void> {
  const { clientSecret } = await site.manage('POST', '/manage/v1/clients', {
    id: clientId,
    name: clientId,
    bots: 'all',
  })
  site.credential.current = headerOf(String(clientSecret))
}

export const headerOf = (clientSecret: string): string => `Basic ${btoa(`${clientId}:${clientSecret}`)}`

export async function areTemplatesThere({ rows }: Pick<Site, 'rows'>, ...botIds: string[]): Promise<boolean> {
  const all = botIds.map((id) => `'${id}'`).join()
  const found = await rows(`select distinct bot_id, element_name from templates where language = 'es'
    and element_name in ('demo_text', 'demo_quick_reply') and bot_id in (${all})`)
  return found.length === 2 * botIds.length
}

/** A bot's `turn`-th token; the earlier ones were refused. */
export const tokenOf = (botId: string, turn: number): string => `token-${botId}-${turn}`

export const verifyToken = 'sandbox-verify-token'

/**
 * Creates a bot for a slot, with its webhook, its events and its skills. A bot whose slot had others before gets
 * addresses of its own.
 */
export async function makeBot(site: SiteInSetup, slot: Slot): Promise<BotLifetime> {
  const { journal } = site
  const { botId, phoneNumberId } = slot
  const lifetime: BotLifetime = { botId, fromAt: Date.now(), numbers: [{ phoneNumberId, fromAt: Date.now() }] }
  const suffix = slot.isDeletable ? `/${botId}/${journal.lifetimes.length}` : ''
  journal.lifetimes.push(lifetime)
  site.tokenTurns[botId] = (site.tokenTurns[botId] ?? -1) + 1
  const made = await postUntilFree(site, lifetime, settingsOf(site, slot, suffix))
  await learnSecret(site, lifetime, made)
  const path = `/manage/v1/bots/${botId}`
  await requestUntilAnswered(site, (turn) => ({
    method: 'POST',
    path: `${path}/endpoints`,
    body: { url: `${site.webhook.receiver.url}/events${suffix}${turn > 0 ? `/${turn}` : ''}`, events },
  }))
  const echo = { kind: 'messages', messages: [{ type: 'text', text: 'e.{{action}}' }] }
  await site.manage('PUT', `${path}/skills/eco`, echo)
  const talk = { kind: 'webhook', url: `${site.webhook.receiver.url}/skill` }
  await site.manage('PUT', `${path}/skills/charla`, talk)
  return lifetime
}

const leavingMs = 180_000

/** The previous bot may not have ended yet; its id is not free until then. */
async function postUntilFree(site: SiteInSetup, lifetime: BotLifetime, body: object) {
  const endAt = performance.now() + leavingMs
  for (let tries = 0; ; ) {
    lifetime.fromAt = Date.now()
    const made = await requestUntilAnswered(site, () => ({ method: 'POST', path: '/manage/v1/bots', body }))
    // One that was lost while the previous bot was ending may arrive after its end.
    tries += made.tries
    made.tries = tries
    const isLeaving = made.answer.status === 409 && JSON.stringify(made.answer.body).includes('BOT_LEAVING')
    if (!isLeaving || performance.now() > endAt) return made
    await elapsed(500)
  }
}

function settingsOf(site: SiteInSetup, { botId, phoneNumberId, wabaId }: Slot, suffix: string) {
  const [graph] = site.graphs
  return {
    id: botId,
    name: botId,
    channel: {
      graphUrl: graph?.url,
      graphVersion: 'v25.0',
      phoneNumberId,
      wabaId,
      accessToken: tokenOf(botId, site.tokenTurns[botId] ?? 0),
      appSecret: ownApps[botId] ?? 'sandbox-app-secret',
      verifyToken,
    },
    messagesPerSecond,
    sessionEvents: true,
    webhookUrl: `${site.webhook.receiver.url}/bot${suffix}`,
  }
}

/** For a newly made bot. If the answer with the secret was lost, the secret is unknown until it is renewed. */
async function learnSecret(
  site: SiteInSetup,
  { botId, fromAt }: BotLifetime,
  { answer, tries }: Awaited<ReturnType<typeof requestUntilAnswered>>,
): Promise<void> {
  const { secrets } = site.journal
  if (answer.status === 201) {
    secrets.push({ botId, secret: String(answer.body.webhookSecret), fromAt })
  } else if (tries > 1 && answer.status === 409) {
    // It was made, and the answer with its first secret was lost.
    const first: SecretTime = { botId, secret: undefined, fromAt }
    secrets.push(first)
    await renewWebhookSecret(site, botId)
    first.untilAt ??= Date.now()
  } else throw new Error(`${botId} was not made: ${answer.status} ${JSON.stringify(answer.body)}`)
}

/** Repeats until an answer belongs to a request that no lost one can have doubled. */
export async function renewWebhookSecret(site: SiteInSetup, botId: string): Promise<void> {
  const { secrets } = site.journal
  const fromAt = Date.now()
  for (let isSure = false; !isSure; ) {
    const { answer, tries } = await requestUntilAnswered(site, () => ({
      method: 'POST',
      path: `/manage/v1/bots/${botId}/webhook-secret`,
    }))
    if (answer.status !== 200) return
    for (const one of secrets) if (one.botId === botId) one.untilAt ??= Date.now()
    secrets.push({ botId, secret: String(answer.body.webhookSecret), fromAt })
    isSure = tries === 1
    if (!isSure) {
      await elapsed(20_000)
      secrets.push({ botId, secret: undefined, fromAt, untilAt: Date.now() + 10_000 })
    }
  }
}
