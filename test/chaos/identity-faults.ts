/**
 * Identities that end and begin while messages wait and events are in flight: bots, numbers, endpoints; also replays
 * and cancellations. Each records in the journal what it did and when.
 */

import { cancelCampaign } from './campaign-files.ts'
import { createRequester } from './client-request.ts'
import { cancelMessage } from './clients.ts'
import type { FaultEffect, FaultInput } from './fault-effect.ts'
import { elapsed } from './gateways.ts'
import { type BotLifetime, type EndpointLifetime, receivedMs, type Slot } from './identity-history.ts'
import { bots, movingBots, spareNumber, timeIn } from './journal.ts'
import { patchOnce, requestUntilAnswered, waitOutLostRequests } from './operator.ts'
import { areTemplatesThere, events, makeBot } from './populate.ts'
import { between, oneOf, type Random } from './random.ts'
import type { Site } from './site-parts.ts'
import { until } from './until.ts'

/** Acts on one slot of its kind at a time; false if there is none. */
const ofSlot =
  (choose: (slot: Slot) => boolean, act: (input: FaultInput, slot: Slot) => Promise<unknown>): FaultEffect =>
  async (input) => {
    const slots = input.journal.slots.filter(choose)
    if (slots.length === 0) return false
    const slot = oneOf(input.random, slots)
    return input.site.inTurn(slot.wabaId, () => act(input, slot))
  }

export const identityFaults = {
  'bot deleted and made again': ofSlot(
    ({ botId }) => botId === 'cinco',
    (input, slot) => renew(input, slot, 'cinco'),
  ),
  'bot deleted, its number taken by another': ofSlot(
    ({ botId }) => botId.startsWith('seis-'),
    (input, slot) => renew(input, slot, `seis-${Number(slot.botId.split('-')[1]) + 1}`),
  ),
  'number moved': ofSlot(({ wabaId }) => wabaId === spareNumber.wabaId, moveNumber),
  'endpoint deleted and made again': ({ site, journal, random }) => {
    const { id: botId } = oneOf(random, bots)
    return site.inTurn(`endpoint of ${botId}`, async () => {
      const last = livingOf(journal.endpoints, botId)
      if (last) await removeEndpoint(site, last)
      await addEndpoint(site, botId)
    })
  },
  "endpoint's address changed": ({ site, journal, random }) => {
    const { id: botId } = oneOf(random, bots)
    return site.inTurn(`endpoint of ${botId}`, async () => {
      const living = livingOf(journal.endpoints, botId) ?? (await addEndpoint(site, botId))
      await moveEndpoint(site, living)
    })
  },
  'deliveries replayed': ({ site, random }) => replayEvents(site, random),
  "an endpoint's missing events replayed": ({ site, journal, random }) => fillEndpoint(site, journal.endpoints, random),
  'inbound replayed': ({ site, random }) => replayUnprocessed(site, between(random, 1, 20)),
  'messages canceled': async ({ site, journal, random }) => {
    const requester = createRequester(site, between(random, 0, 9), {
      random,
      closing: { at: Number.POSITIVE_INFINITY },
    })
    // Each program's messages before its last, which it may cancel itself.
    const ofEach = Map.groupBy(journal.sent, ({ token }) => token.split('n')[0])
    const some = [...ofEach.values()].flatMap((sent) => sent.slice(-4, -1))
    const open = some.filter(({ kind, cancel, ackedAt }) => kind !== 'many' && cancel === undefined && ackedAt)
    await Promise.all(open.map((sent) => cancelMessage(requester, sent)))
    return open.length > 0
  },
  'campaign canceled': async ({ site, journal, random }) => {
    const requester = createRequester(site, between(random, 0, 9), { random, closing: { at: performance.now() } })
    const campaign = journal.campaigns.findLast(({ ackedAt, isCanceled }) => ackedAt && !isCanceled)
    const [id] = campaign?.ids ?? []
    if (campaign === undefined || id === undefined) return false
    return cancelCampaign(requester, campaign, id)
  },
} satisfies Record<string, FaultEffect>

/** Deletes the slot's bot while it works, and makes another; programs use the new one once it can send. */
async function renew({ site, journal, random }: FaultInput, slot: Slot, nextId: string): Promise<void> {
  const lifetime = journal.lifetimes.findLast(({ botId }) => botId === slot.botId)
  if (lifetime === undefined) return
  lifetime.endAskedAt = Date.now()
  const path = `/manage/v1/bots/${slot.botId}`
  const { tries, answer } = await requestUntilAnswered(site, () => ({ method: 'DELETE', path }))
  if (![202, 204, 404].includes(answer.status))
    journal.findings.push(`${slot.botId} was not deleted: ${answer.status} ${JSON.stringify(answer.body)}`)
  end(lifetime)
  slot.isAbsent = true
  await waitOutLostRequests(tries)
  await elapsed(between(random, 0, 3_000))
  slot.botId = nextId
  try {
    const made = await makeBot(site, slot)
    await getTemplates(site, nextId, random)
    made.readyAt = Date.now()
    slot.isAbsent = false
  } catch (error) {
    journal.findings.push(String(error))
  }
}

function end(lifetime: BotLifetime): void {
  lifetime.untilAt = Date.now()
  for (const one of lifetime.numbers) one.untilAt ??= lifetime.untilAt
}

/** Syncs the templates from Meta, and retries, since the sync may fail too. */
async function getTemplates(site: Site, botId: string, random: Random): Promise<void> {
  const requester = createRequester(site, 0, { random, closing: { at: Number.POSITIVE_INFINITY } })
  for (let left = 20; left > 0 && !(await areTemplatesThere(site, botId)); left -= 1) {
    await requester.tryOnce('POST', `/v1/bots/${botId}/templates/sync`)
    await until(() => areTemplatesThere(site, botId), '', 3_000).catch(() => undefined)
  }
}

async function moveNumber({ site, journal }: FaultInput, slot: Slot): Promise<unknown> {
  const all = [...movingBots.map(({ phoneNumberId }) => phoneNumberId), spareNumber.phoneNumberId]
  const phoneNumberId = all.find((id) => journal.slots.every((one) => one.phoneNumberId !== id))
  const lifetime = journal.lifetimes.findLast(({ botId }) => botId === slot.botId)
  if (phoneNumberId === undefined || lifetime === undefined) return false
  const before = lifetime.numbers.at(-1)
  lifetime.numbers.push({ phoneNumberId, fromAt: Date.now() })
  await patchOnce(site, `/manage/v1/bots/${slot.botId}`, { channel: { phoneNumberId } })
  if (before) before.untilAt = Date.now()
  slot.phoneNumberId = phoneNumberId
}

const livingOf = (all: readonly EndpointLifetime[], botId: string) =>
  all.findLast((one) => one.botId === botId && one.untilAt === undefined)

/** The credential that deliveries to an address must carry: each address has its own. */
export const credentialAt = (path: string): string => `Bearer for${path}`

const settingsAt = (site: Site, path: string) => ({
  url: `${site.webhook.receiver.url}${path}`,
  auth: { type: 'bearer', token: `for${path}` },
})

async function addEndpoint(site: Site, botId: string): Promise<EndpointLifetime> {
  const { endpoints } = site.journal
  const fromAt = Date.now()
  const pathOf = (turn: number) => `/extra/${botId}/${endpoints.length}/${turn}`
  const { answer, tries } = await requestUntilAnswered(site, (turn) => ({
    method: 'POST',
    path: `/manage/v1/bots/${botId}/endpoints`,
    body: { ...settingsAt(site, pathOf(turn)), events: ['message', ...events] },
  }))
  const address = { path: pathOf(tries - 1), fromAt }
  const id = String(answer.body.id)
  const lifetime: EndpointLifetime = { id, botId, addresses: [address], readyAt: Date.now(), storedAt: timeIn(id) }
  if (answer.status !== 201)
    site.journal.findings.push(`no endpoint was made: ${answer.status} ${JSON.stringify(answer.body)}`)
  endpoints.push(lifetime)
  return lifetime
}

async function removeEndpoint(site: Site, lifetime: EndpointLifetime): Promise<void> {
  await requestUntilAnswered(site, () => ({
    method: 'DELETE',
    path: `/manage/v1/bots/${lifetime.botId}/endpoints/${lifetime.id}`,
  }))
  lifetime.untilAt = Date.now()
}

async function moveEndpoint(site: Site, lifetime: EndpointLifetime): Promise<void> {
  const before = lifetime.addresses.at(-1)
  const path = `/extra/${lifetime.botId}/${lifetime.id}/${lifetime.addresses.length}`
  lifetime.addresses.push({ path, fromAt: Date.now() })
  await patchOnce(site, `/manage/v1/endpoints/${lifetime.id}`, settingsAt(site, path))
  if (before) before.untilAt = Date.now()
}

/** Replays one endpoint's events of the last 2 to 30 seconds. */
async function replayEvents(site: Site, random: Random): Promise<unknown> {
  const own = (await site.rows('select id from endpoints')).map(({ id }) => String(id))
  if (own.length === 0) return false
  const id = oneOf(random, own)
  site.journal.replays += 1
  const to = Date.now() + receivedMs
  const range = { from: to - between(random, 2, 30) * 1_000, to }
  return requestUntilAnswered(site, () => ({ method: 'POST', path: `/manage/v1/endpoints/${id}/replay`, body: range }))
}

/** Fills an endpoint with events from before it was made, at its request. False if there is no extra endpoint. */
async function fillEndpoint(site: Site, endpoints: readonly EndpointLifetime[], random: Random): Promise<unknown> {
  const living = endpoints.filter(({ untilAt }) => untilAt === undefined)
  if (living.length === 0) return false
  const lifetime = oneOf(random, living)
  lifetime.isFilled = true
  const to = Date.now() + receivedMs
  const body = { from: to - 60_000, to, missing: true }
  const { answer } = await requestUntilAnswered(site, () => ({
    method: 'POST',
    path: `/manage/v1/endpoints/${lifetime.id}/replay`,
    body,
  }))
  // A version without this feature refuses it.
  return answer.status === 200
}

/** Page by page; false if nothing was processed. */
export async function replayUnprocessed(site: Site, limit: number): Promise<boolean> {
  let processed = 0
  for (let after: unknown; after !== null; ) {
    const body = { limit, ...(after !== undefined && { after }) }
    const { answer } = await requestUntilAnswered(site, () => ({
      method: 'POST',
      path: '/manage/v1/unprocessed/replay',
      body,
    }))
    processed += Number(answer.body.processed ?? 0)
    after = answer.body.next ?? null
  }
  return processed > 0
}
