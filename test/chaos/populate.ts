/** The initial state of a run: numbers, rules, bots with their webhooks and skills, templates. */
import { elapsed } from './gateways.ts'
import type { Life, Seat, SecretTime } from './identity-history.ts'
import { bots, spare } from './journal.ts'
import { persist } from './operator.ts'
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

type Bare = Omit<Site, typeof Symbol.asyncDispose>

/** The disabled rules need days or open windows; both rate limits are on. */
export async function populate(site: Bare, seed: number): Promise<void> {
  const rules = { window: false, marketingCap: false, pairRate: true, throughput: true, throughputPerSecond, pairBurst }
  await site.control('POST', '/_sandbox/reset', { seed })
  await site.control('PUT', '/_sandbox/rules', rules)
  const { seats } = site.journal
  const numbers = seats.length > bots.length ? [...seats, spare] : seats
  for (const { phoneNumberId, wabaId, displayNumber } of numbers.slice(1))
    await site.control('POST', '/_sandbox/numbers', { phoneNumberId, wabaId, displayNumber, demoTemplates: true })
  for (const { botId, phoneNumberId } of seats.filter((seat) => seat.botId in ownApps))
    await site.control('PUT', `/_sandbox/numbers/${phoneNumberId}`, { appSecret: ownApps[botId] })
  await createClient(site)
  for (const seat of seats) await makeBot(site, seat)
  await site.control('PUT', '/_sandbox/subscription', { url: `${site.callback.url}/meta/webhook` })
  await until(() => areTemplatesThere(site, ...seats.map(({ botId }) => botId)), 'the templates are there', 15_000)
  for (const life of site.journal.lives) life.readyAt = Date.now()
}

/** Bots that each have an app of their own; all others share one app. */
export const ownApps: Readonly<Record<string, string>> = { tres: 'secret-tres', cuatro: 'secret-cuatro' }

/** Programs authenticate as this client, whose secret changes now and then. */
export const clientId = 'agil'

async function createClient(site: Bare): Promise<void> {
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
 * Makes a bot for a seat, with its webhook, its events and its skills. A bot whose seat had others before gets
 * addresses of its own.
 */
export async function makeBot(site: Bare, seat: Seat): Promise<Life> {
  const { journal } = site
  const { botId, phoneNumberId } = seat
  const life: Life = { botId, fromAt: Date.now(), numbers: [{ phoneNumberId, fromAt: Date.now() }] }
  const suffix = seat.isMortal ? `/${botId}/${journal.lives.length}` : ''
  journal.lives.push(life)
  site.tokenTurns[botId] = (site.tokenTurns[botId] ?? -1) + 1
  const made = await postPatiently(site, life, settingsOf(site, seat, suffix))
  await learnSecret(site, life, made)
  const path = `/manage/v1/bots/${botId}`
  await persist(site, (turn) => ({
    method: 'POST',
    path: `${path}/endpoints`,
    body: { url: `${site.hook.receiver.url}/events${suffix}${turn > 0 ? `/${turn}` : ''}`, events },
  }))
  const echo = { kind: 'messages', messages: [{ type: 'text', text: 'e.{{action}}' }] }
  await site.manage('PUT', `${path}/skills/eco`, echo)
  const talk = { kind: 'webhook', url: `${site.hook.receiver.url}/skill` }
  await site.manage('PUT', `${path}/skills/charla`, talk)
  return life
}

const leavingMs = 180_000

/** The previous bot may not have ended yet; its id is not free until then. */
async function postPatiently(site: Bare, life: Life, body: object) {
  const endAt = Date.now() + leavingMs
  for (;;) {
    life.fromAt = Date.now()
    const made = await persist(site, () => ({ method: 'POST', path: '/manage/v1/bots', body }))
    const isLeaving = made.answer.status === 409 && JSON.stringify(made.answer.body).includes('BOT_LEAVING')
    if (!isLeaving || Date.now() > endAt) return made
    await elapsed(500)
  }
}

function settingsOf(site: Bare, { botId, phoneNumberId, wabaId }: Seat, suffix: string) {
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
    webhookUrl: `${site.hook.receiver.url}/bot${suffix}`,
  }
}

/** For a newly made bot. If the answer with the secret was lost, the secret is unknown until it is renewed. */
async function learnSecret(
  site: Bare,
  { botId, fromAt }: Life,
  { answer, tries }: Awaited<ReturnType<typeof persist>>,
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
export async function renewWebhookSecret(site: Bare, botId: string): Promise<void> {
  const { secrets } = site.journal
  const fromAt = Date.now()
  for (let leaseIsSafe = false; !leaseIsSafe; ) {
    const { answer, tries } = await persist(site, () => ({
      method: 'POST',
      path: `/manage/v1/bots/${botId}/webhook-secret`,
    }))
    if (answer.status !== 200) return
    for (const one of secrets) if (one.botId === botId) one.untilAt ??= Date.now()
    secrets.push({ botId, secret: String(answer.body.webhookSecret), fromAt })
    leaseIsSafe = tries === 1
    if (!leaseIsSafe) {
      await elapsed(20_000)
      secrets.push({ botId, secret: undefined, fromAt, untilAt: Date.now() + 10_000 })
    }
  }
}
