/** What a run finds when it begins: numbers, rules, bots with their webhooks and skills, templates. Called by site.ts. */
import { bots } from './journal.ts'
import { type Site, until } from './site.ts'

/** A bot's rate, and the sandbox's for its number: a little above, because what the network holds back arrives bunched. */
const messagesPerSecond = 80
const throughputPerSecond = 95
/** One more than Meta's 45, for the same reason: a first one held up and a 46th that was not are nearer than 6 s. */
const pairBurst = 46

const events = [
  ...['delivered_channel', 'delivered_user', 'read', 'failed', 'reply', 'canceled'],
  ...['campaign', 'skill_message', 'skill_failed'],
]

type Bare = Omit<Site, typeof Symbol.asyncDispose>

/** The rules that are off need days or open windows; the two of pace are on. */
export async function furnish(site: Bare, seed: number): Promise<void> {
  const rules = { window: false, marketingCap: false, pairRate: true, throughput: true, throughputPerSecond, pairBurst }
  await site.control('POST', '/_sandbox/reset', { seed })
  await site.control('PUT', '/_sandbox/rules', rules)
  const [, ...others] = bots
  for (const { id: _id, ...number } of others)
    await site.control('POST', '/_sandbox/numbers', { ...number, demoTemplates: true })
  for (const bot of bots) await makeBot(site, bot)
  await site.control('PUT', '/_sandbox/subscription', { url: `${site.callback.url}/meta/webhook` })
  await until(async () => Number((await site.rows(approved))[0]?.n) >= bots.length, 'the templates are there', 15_000)
}

const approved = `select count(*) as n from templates where element_name = 'demo_text' and language = 'es'`

/** The token that a bot has in the `turn`-th place: those before were refused. */
export const tokenOf = (botId: string, turn: number): string => `token-${botId}-${turn}`

async function makeBot(site: Bare, { id, phoneNumberId, wabaId }: (typeof bots)[number]): Promise<void> {
  const [graph] = site.graphs
  await site.manage('POST', '/manage/v1/bots', {
    id,
    name: id,
    channel: {
      graphUrl: graph?.url,
      graphVersion: 'v25.0',
      phoneNumberId,
      wabaId,
      accessToken: tokenOf(id, 0),
      appSecret: 'sandbox-app-secret',
      verifyToken: 'sandbox-verify-token',
    },
    messagesPerSecond,
    sessionEvents: true,
    webhookUrl: `${site.hook.receiver.url}/bot`,
  })
  await site.manage('POST', `/manage/v1/bots/${id}/endpoints`, { url: `${site.hook.receiver.url}/events`, events })
  const echo = { kind: 'messages', messages: [{ type: 'text', text: 'e.{{action}}' }] }
  await site.manage('PUT', `/manage/v1/bots/${id}/skills/eco`, echo)
  const talk = { kind: 'webhook', url: `${site.hook.receiver.url}/skill` }
  await site.manage('PUT', `/manage/v1/bots/${id}/skills/charla`, talk)
}
