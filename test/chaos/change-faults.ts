/**
 * Secrets and settings that change under load, a clock that steps, and a distant database. Each change verifies that it
 * holds, and records a finding if it does not.
 */
import type { FaultEffect, FaultInput } from './fault-effect.ts'
import { elapsed } from './gateways.ts'
import { bots } from './journal.ts'
import { patchOnce, requestUntilAnswered, waitOutLostRequests } from './operator.ts'
import { clientId, headerOf, ownApps, renewWebhookSecret, tokenOf } from './populate.ts'
import { between, oneOf } from './random.ts'
import type { Site } from './site-parts.ts'
import { stepClock } from './step-clock.ts'

const minutes = 60_000
const steps = [2 * minutes, 20 * minutes, 65 * minutes, 5 * 60 * minutes, 26 * 60 * minutes]
/** For a number: webhooks in flight when the secret is renewed still arrive under the old one. */
const overlapSeconds = 30
/** Earlier than an unreported renewal could have ended the first secret. */
const uncertainMs = 15_000
/** Every process knows within about a second; a disconnected or frozen one, once it is back. */
const patienceMs = 30_000

/** Acts on one permanent bot, one act at a time on each shared thing. */
const ofBot =
  (
    thing: string,
    act: (input: FaultInput, botId: string) => Promise<unknown>,
    ids = bots.map(({ id }) => `${id}`),
  ): FaultEffect =>
  (input) => {
    const id = oneOf(input.random, ids)
    return input.site.inTurn(`${thing} of ${id}`, () => act(input, id))
  }

export const changeFaults = {
  "client's secret renewed": ({ site }) => site.inTurn('client', () => renewClientSecret(site)),
  /** Meta signs with the new secret first: until the gateway knows it, webhooks are refused and retried. */
  "app's secret changed": ofBot('app', changeAppSecret, Object.keys(ownApps)),
  'verify token changed': ofBot('verify', async ({ site, turn }, botId) => {
    const token = `verify-${botId}-${turn}`
    await patchOnce(site, `/manage/v1/bots/${botId}`, { channel: { verifyToken: token } })
    await everywhere(site, 200, handshakeOf(token))
    const last = site.verifyTokens[botId]
    site.verifyTokens[botId] = token
    if (last !== undefined) await everywhere(site, 403, handshakeOf(last))
  }),
  'webhook secret renewed': ofBot('webhook', ({ site }, botId) => renewWebhookSecret(site, botId)),
  /** The operator sets a new token, and only then the former one expires. */
  'access token changed': ofBot('token', async ({ site, forMs }, botId) => {
    const turn = site.tokenTurns[botId] ?? 0
    await patchOnce(site, `/manage/v1/bots/${botId}`, { channel: { accessToken: tokenOf(botId, turn + 1) } })
    site.tokenTurns[botId] = turn + 1
    await elapsed(forMs)
    await site.control('PUT', '/_sandbox/tokens', { token: tokenOf(botId, turn), state: 'expired' })
  }),
  'settings of a bot patched': ofBot('settings', patchAtOnce),
  'clock of a gateway steps': ({ site, random, forMs }) => {
    const index = between(random, 0, site.fleet.running.length - 1)
    const offsetMs = oneOf(random, steps) * (random() < 0.5 ? 1 : -1)
    return site.inTurn(`clock ${index}`, () => stepClock(site, index, offsetMs, forMs * 3))
  },
} satisfies Record<string, FaultEffect>

export const distanceFaults = {
  /** All of them, as for a database in another zone. */
  'database 4 ms away': async ({ site, forMs }) => {
    const { routes } = site.database
    for (const route of routes) route.set({ kind: 'delay', delayMs: 4 })
    await elapsed(forMs * 4)
    for (const route of routes) route.set({ kind: 'clear' })
  },
} satisfies Record<string, FaultEffect>

async function changeAppSecret({ site, random, turn }: FaultInput, botId: string): Promise<void> {
  const { phoneNumberId = '' } = site.journal.slots.find((slot) => slot.botId === botId) ?? {}
  const appSecret = `secret-${botId}-${turn}`
  await site.control('PUT', `/_sandbox/numbers/${phoneNumberId}`, { appSecret })
  await elapsed(between(random, 0, 1_000))
  await patchOnce(site, `/manage/v1/bots/${botId}`, { channel: { appSecret } })
}

/** Programs switch while both secrets hold; afterwards the old one is refused. */
async function renewClientSecret(site: Site): Promise<void> {
  const { credential } = site
  const before = credential.current
  const uncertainty = setTimeout(() => Object.assign(credential, { isUncertain: true }), uncertainMs)
  for (let isSure = false; !isSure; ) {
    const { answer, tries } = await requestUntilAnswered(site, () => ({
      method: 'POST',
      path: `/manage/v1/clients/${clientId}/secrets`,
      body: { overlapSeconds },
    }))
    credential.current = headerOf(String(answer.body.clientSecret))
    isSure = tries === 1
    // A lost renewal that arrives late would end this secret.
    await waitOutLostRequests(tries)
  }
  clearTimeout(uncertainty)
  // By then requests under the previous secret have their answers too.
  await elapsed(overlapSeconds * 1_000)
  credential.isUncertain = false
  await everywhere(site, 401, { path: '/v1/bots/uno/webhook', headers: { authorization: before } })
  await everywhere(site, 200, { path: '/v1/bots/uno/webhook', headers: { authorization: credential.current } })
}

const handshakeOf = (token: string) => ({
  path: `/meta/webhook?hub.mode=subscribe&hub.challenge=77&hub.verify_token=${token}`,
  headers: {},
})

/** Each reachable gateway must reach this answer in time; otherwise it is a finding. */
async function everywhere(
  site: Site,
  status: number,
  { path, headers }: { path: string; headers: Record<string, string> },
): Promise<void> {
  const endAt = performance.now() + patienceMs
  for (const turn of site.fleet.running.keys()) {
    let seen: number | undefined
    while (seen !== status && performance.now() < endAt) {
      seen = (await site.attempt(turn, 'GET', path, { headers }))?.status ?? seen
      if (seen !== status) await elapsed(100)
    }
    if (seen !== undefined && seen !== status)
      site.journal.findings.push(`gateway ${turn}: ${path} is ${seen}, not ${status}`)
  }
}

/**
 * Three concurrent patches, each of its own field, at random gateways: all hold once all are answered, and each gateway
 * knows in time.
 */
async function patchAtOnce({ site, journal, random, turn }: FaultInput, botId: string): Promise<void> {
  const path = `/manage/v1/bots/${botId}`
  const wanted = { name: `${botId} ${turn}`, messagesPerSecond: between(random, 40, 80), maxQueued: 10_000 + turn }
  const answers = await Promise.all(
    Object.entries(wanted).map(([field, value]) =>
      site.attempt(between(random, 0, 9), 'PATCH', path, { body: { [field]: value } }),
    ),
  )
  if (answers.some((answer) => answer === undefined)) return waitOutLostRequests(2)
  const endAt = performance.now() + patienceMs
  for (const gateway of site.fleet.running.keys()) {
    let differing: string[] = []
    do {
      const answer = await site.attempt(gateway, 'GET', path)
      differing = Object.entries(wanted).flatMap(([field, value]) =>
        answer === undefined || answer.body[field] === value ? [] : `${field} is ${answer.body[field]}, not ${value}`,
      )
      if (differing.length > 0) await elapsed(100)
    } while (differing.length > 0 && performance.now() < endAt)
    for (const difference of differing) journal.findings.push(`gateway ${gateway}: ${botId}'s ${difference}`)
  }
}
