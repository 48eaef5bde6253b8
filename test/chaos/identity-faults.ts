/**
 * Identities that end and begin while messages wait and events are in flight: bots, numbers, endpoints; also replays
 * and cancellations. Each records in the journal what it did and when.
 */

import { callOff } from './campaign-files.ts'
import { createAsker } from './client-request.ts'
import { cancelMessage } from './clients.ts'
import type { Act, Inflicted } from './fault-effect.ts'
import { elapsed } from './gateways.ts'
import { type EndpointLife, type Life, receivedMs, type Seat } from './identity-history.ts'
import { bots, movers, spare, timeIn } from './journal.ts'
import { change, outlived, persist } from './operator.ts'
import { areTemplatesThere, events, makeBot } from './populate.ts'
import { between, oneOf, type Random } from './random.ts'
import type { Site } from './site-parts.ts'
import { until } from './until.ts'

/** Acts on one seat of its kind at a time; false if there is none. */
const ofSeat =
  (choose: (seat: Seat) => boolean, act: (input: Inflicted, seat: Seat) => Promise<unknown>): Act =>
  async (input) => {
    const seats = input.journal.seats.filter(choose)
    if (seats.length === 0) return false
    const seat = oneOf(input.random, seats)
    return input.site.inTurn(seat.wabaId, () => act(input, seat))
  }

export const identityFaults = {
  'bot deleted and made again': ofSeat(
    ({ botId }) => botId === 'cinco',
    (input, seat) => renew(input, seat, 'cinco'),
  ),
  'bot deleted, its number taken by another': ofSeat(
    ({ botId }) => botId.startsWith('seis-'),
    (input, seat) => renew(input, seat, `seis-${Number(seat.botId.split('-')[1]) + 1}`),
  ),
  'number moved': ofSeat(({ wabaId }) => wabaId === spare.wabaId, moveNumber),
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
    const asker = createAsker(site, between(random, 0, 9), { random, closing: { at: Number.POSITIVE_INFINITY } })
    // Each program's messages before its last, which it may cancel itself.
    const ofEach = Map.groupBy(journal.sent, ({ token }) => token.split('n')[0])
    const some = [...ofEach.values()].flatMap((sent) => sent.slice(-4, -1))
    const open = some.filter(({ kind, cancel, ackedAt }) => kind !== 'many' && cancel === undefined && ackedAt)
    await Promise.all(open.map((sent) => cancelMessage(asker, sent)))
    return open.length > 0
  },
  'campaign canceled': async ({ site, journal, random }) => {
    const asker = createAsker(site, between(random, 0, 9), { random, closing: { at: Date.now() } })
    const campaign = journal.campaigns.findLast(({ ackedAt, isCanceled }) => ackedAt && !isCanceled)
    const [id] = campaign?.ids ?? []
    if (campaign === undefined || id === undefined) return false
    return callOff(asker, campaign, id)
  },
} satisfies Record<string, Act>

/** Deletes the seat's bot while it works, and makes another; programs use the new one once it can send. */
async function renew({ site, journal, random }: Inflicted, seat: Seat, nextId: string): Promise<void> {
  const life = journal.lives.findLast(({ botId }) => botId === seat.botId)
  if (life === undefined) return
  life.endAskedAt = Date.now()
  const path = `/manage/v1/bots/${seat.botId}`
  const { tries, answer } = await persist(site, () => ({ method: 'DELETE', path }))
  if (![202, 204, 404].includes(answer.status))
    journal.findings.push(`${seat.botId} was not deleted: ${answer.status} ${JSON.stringify(answer.body)}`)
  end(life)
  seat.isAway = true
  await outlived(tries)
  await elapsed(between(random, 0, 3_000))
  seat.botId = nextId
  try {
    const made = await makeBot(site, seat)
    await getTemplates(site, nextId, random)
    made.readyAt = Date.now()
    seat.isAway = false
  } catch (error) {
    journal.findings.push(String(error))
  }
}

function end(life: Life): void {
  life.untilAt = Date.now()
  for (const one of life.numbers) one.untilAt ??= life.untilAt
}

/** Syncs the templates from Meta, and retries, since the sync may fail too. */
async function getTemplates(site: Site, botId: string, random: Random): Promise<void> {
  const asker = createAsker(site, 0, { random, closing: { at: Number.POSITIVE_INFINITY } })
  for (let left = 20; left > 0 && !(await areTemplatesThere(site, botId)); left -= 1) {
    await asker.ask('POST', `/v1/bots/${botId}/templates/sync`)
    await until(() => areTemplatesThere(site, botId), '', 3_000).catch(() => undefined)
  }
}

async function moveNumber({ site, journal }: Inflicted, seat: Seat): Promise<unknown> {
  const all = [...movers.map(({ phoneNumberId }) => phoneNumberId), spare.phoneNumberId]
  const phoneNumberId = all.find((id) => journal.seats.every((one) => one.phoneNumberId !== id))
  const life = journal.lives.findLast(({ botId }) => botId === seat.botId)
  if (phoneNumberId === undefined || life === undefined) return false
  const before = life.numbers.at(-1)
  life.numbers.push({ phoneNumberId, fromAt: Date.now() })
  await change(site, `/manage/v1/bots/${seat.botId}`, { channel: { phoneNumberId } })
  if (before) before.untilAt = Date.now()
  seat.phoneNumberId = phoneNumberId
}

const livingOf = (all: readonly EndpointLife[], botId: string) =>
  all.findLast((one) => one.botId === botId && one.untilAt === undefined)

/** The credential that deliveries to an address must carry: each address has its own. */
export const credentialAt = (path: string): string => `Bearer for${path}`

const settingsAt = (site: Site, path: string) => ({
  url: `${site.hook.receiver.url}${path}`,
  auth: { type: 'bearer', token: `for${path}` },
})

async function addEndpoint(site: Site, botId: string): Promise<EndpointLife> {
  const { endpoints } = site.journal
  const fromAt = Date.now()
  const pathOf = (turn: number) => `/extra/${botId}/${endpoints.length}/${turn}`
  const { answer, tries } = await persist(site, (turn) => ({
    method: 'POST',
    path: `/manage/v1/bots/${botId}/endpoints`,
    body: { ...settingsAt(site, pathOf(turn)), events: ['message', ...events] },
  }))
  const address = { path: pathOf(tries - 1), fromAt }
  const id = String(answer.body.id)
  const life: EndpointLife = { id, botId, addresses: [address], readyAt: Date.now(), storedAt: timeIn(id) }
  if (answer.status !== 201)
    site.journal.findings.push(`no endpoint was made: ${answer.status} ${JSON.stringify(answer.body)}`)
  endpoints.push(life)
  return life
}

async function removeEndpoint(site: Site, life: EndpointLife): Promise<void> {
  await persist(site, () => ({ method: 'DELETE', path: `/manage/v1/bots/${life.botId}/endpoints/${life.id}` }))
  life.untilAt = Date.now()
}

async function moveEndpoint(site: Site, life: EndpointLife): Promise<void> {
  const before = life.addresses.at(-1)
  const path = `/extra/${life.botId}/${life.id}/${life.addresses.length}`
  life.addresses.push({ path, fromAt: Date.now() })
  await change(site, `/manage/v1/endpoints/${life.id}`, settingsAt(site, path))
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
  return persist(site, () => ({ method: 'POST', path: `/manage/v1/endpoints/${id}/replay`, body: range }))
}

/** Fills an endpoint with events from before it was made, at its request. False if there is no extra endpoint. */
async function fillEndpoint(site: Site, endpoints: readonly EndpointLife[], random: Random): Promise<unknown> {
  const living = endpoints.filter(({ untilAt }) => untilAt === undefined)
  if (living.length === 0) return false
  const life = oneOf(random, living)
  life.isFilled = true
  const to = Date.now() + receivedMs
  const body = { from: to - 60_000, to, missing: true }
  const { answer } = await persist(site, () => ({
    method: 'POST',
    path: `/manage/v1/endpoints/${life.id}/replay`,
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
    const { answer } = await persist(site, () => ({ method: 'POST', path: '/manage/v1/unprocessed/replay', body }))
    processed += Number(answer.body.processed ?? 0)
    after = answer.body.next ?? null
  }
  return processed > 0
}
