/**
 * A week of a shop's life, hour by hour: orders and their templates, customers who write, two campaigns, an afternoon
 * in which the shop's own server fails, a number that does not exist. The same at every start but for the hour of now.
 */
import { demoBotId } from '../app/demo.ts'
import { dayMs, hourMs } from '../model/time.ts'
import { sleep } from '../queue/sleep.ts'
import type { Call } from '../testing/call.ts'
import { type Customer, customers, talks, unreachable } from './people.ts'

export type Shop = {
  now(): number
  /** Moves the clock of both sides to this instant. */
  to(at: number): void
  /** Of the compatible API, the management API, and the sandbox's control. */
  api: Call
  manage: Call
  control: Call
  /** Makes a campaign of a form; its id. */
  upload(form: FormData): Promise<string>
  receiver: { url: string; answer(status: number): void }
  /** Whether nothing is on its way but events that are repeated. */
  isQuiet(): Promise<boolean>
}

export type Course = {
  endsAt: number
  onProgress(share: number): void
}

const stepMs = hourMs / 2
const minuteMs = hourMs / 60

export async function liveWeek(shop: Shop, { endsAt, onProgress }: Course): Promise<void> {
  const startsAt = shop.now()
  const random = createRandom(20_261_201)
  await openShop(shop)
  const planned = Map.groupBy(highlights, ({ day, hour }) => stepOf(startsAt, day, hour))
  const steps = Math.floor((endsAt - startsAt) / stepMs)
  for (let step = 0; step < steps; step++) {
    const at = startsAt + step * stepMs
    shop.to(at)
    onProgress(step / steps)
    const acts = [...(planned.get(step) ?? []).map(({ act }) => act), ...actsOf(at, random)]
    for (const [index, act] of acts.entries()) {
      if (index > 0) shop.to(at + (index * stepMs) / acts.length + Math.floor(random() * minuteMs))
      await act(shop)
      await quiet(shop)
    }
  }
  // Her window is open, so the first request of the documents arrives.
  const [ana] = customers as [Customer]
  const last = { from: ana.number, name: ana.name, type: 'text', text: 'Buenas, ¿ya puedo retirar mi pedido?' }
  await shop.control('POST', '/_sandbox/inbound', last)
  await quiet(shop)
  await scheduleForTomorrow(shop)
  shop.to(endsAt)
  onProgress(1)
}

/** Of the day (0 is the first) at this hour of the machine's own time. */
function stepOf(startsAt: number, day: number, hour: number): number {
  const date = new Date(startsAt + day * dayMs)
  date.setHours(hour, 0, 0, 0)
  return Math.max(1, Math.round((date.getTime() - startsAt) / stepMs))
}

type Random = () => number

/** Of 32 bits, by a linear congruence: enough for a story that is the same each time. */
function createRandom(seed: number): Random {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const quietPollMs = 3
const patienceMs = 3_000

/**
 * Until nothing is on its way: a clock that jumps meanwhile would be a machine that slept. What waits for a time of its
 * own, such as a repetition after an answer that did not come, gets it minute by minute.
 */
async function quiet(shop: Shop): Promise<void> {
  await until(shop, () => shop.isQuiet())
}

async function until(shop: Shop, isSo: () => Promise<boolean>): Promise<void> {
  let since = performance.now()
  while (!(await isSo())) {
    await sleep(quietPollMs)
    if (performance.now() - since < patienceMs) continue
    since = performance.now()
    shop.to(shop.now() + minuteMs)
  }
}

// ── what there is from the beginning ────────────────────────

async function openShop({ control, manage, receiver }: Shop): Promise<void> {
  for (const { number, name } of customers) await control('PUT', `/_sandbox/people/${number}`, { name })
  await control('PUT', `/_sandbox/people/${unreachable.number}`, { name: unreachable.name, onWhatsApp: false })
  for (const { number } of customers.slice(-4)) await control('PUT', `/_sandbox/people/${number}`, { hasRead: false })
  await control('PUT', `/_sandbox/people/${customers[30]?.number}`, { hasStoppedMarketing: true })
  await manage('PATCH', `/manage/v1/bots/${demoBotId}`, { name: 'Tienda Luna' })
  await manage('PUT', '/manage/v1/rate-cards', inventedCard)
  const endpoint = (path: string, events: string[]) =>
    manage('POST', `/manage/v1/bots/${demoBotId}/endpoints`, { url: `${receiver.url}${path}`, events })
  await endpoint('/pedidos', ['message', 'delivered_user', 'read', 'failed'])
  for (const view of sharedViews) await manage('POST', '/manage/v1/views', { ...view, shared: true })
}

/** So that the page of costs is alive; no rate of it is Meta's. */
const inventedCard = {
  source: 'inventada para la demo: no son precios de Meta',
  effectiveDate: '2026-01-01',
  rates: (
    [
      ['Rest of Latin America', 'marketing', '0.0740'],
      ['Rest of Latin America', 'utility', '0.0110'],
      ['Rest of Latin America', 'authentication', '0.0110'],
      ['Other', 'marketing', '0.0600'],
      ['Other', 'utility', '0.0100'],
    ] as const
  ).map(([market, category, rate]) => ({ currency: 'USD', market, category, rate })),
}

/** What whoever looks first asks. */
const sharedViews = [
  { page: 'messages', name: 'Fallados esta semana', filters: { bot: demoBotId, state: 'failed', period: '7d' } },
  { page: 'conversations', name: 'Sin leer', filters: { bot: demoBotId, show: 'unread' } },
]

// ── every half hour ─────────────────────────────────────────

type Act = (shop: Shop) => Promise<void>

/** Between eight and nine in the evening; more at noon and after work. */
function actsOf(at: number, random: Random): Act[] {
  const hour = new Date(at).getHours()
  if (hour < 8 || hour >= 21) return []
  const isBusy = hour === 12 || hour === 13 || hour >= 17
  const acts: Act[] = []
  const orders = Math.floor(random() * (isBusy ? 4 : 2.5))
  for (let n = 0; n < orders; n++) acts.push(confirmOrder(pick(customers, random), orderNumber(at, n)))
  if (random() < (isBusy ? 0.7 : 0.35)) acts.push(...talkWith(pick(customers, random), pick(talks, random)))
  if (random() < 0.06) acts.push(sendPlace(pick(customers, random)))
  if (random() < 0.05) acts.push(sendPhoto(pick(customers, random)))
  if (random() < 0.03) acts.push(confirmOrder(unreachable, orderNumber(at, 9)))
  return acts
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)] as T
}

function orderNumber(at: number, n: number): string {
  return `A-${1_000 + (Math.floor(at / stepMs) % 8_000)}${n}`
}

function confirmOrder({ number, name }: Customer, order: string): Act {
  return async ({ api }) => {
    const [firstName = ''] = name.split(' ')
    const body = { elementName: 'demo_text', destinations: [number], parameters: [firstName, order] }
    await api('POST', `/v2/whatsapp/${demoBotId}/hsm`, body)
  }
}

function talkWith({ number, name }: Customer, { asks, answers, ends }: (typeof talks)[number]): Act[] {
  const says =
    (text: string): Act =>
    async ({ control }) =>
      void (await control('POST', '/_sandbox/inbound', { from: number, name, type: 'text', text }))
  const answer: Act = async ({ api }) =>
    void (await api('POST', `/v1/bots/${demoBotId}/messages`, { type: 'text', userId: number, text: answers }))
  return [says(asks), answer, says(ends)]
}

function sendPhoto({ number, name }: Customer): Act {
  return async ({ control }) => {
    await control('POST', '/_sandbox/inbound', { from: number, name, type: 'image', caption: 'Así llegó la caja' })
  }
}

function sendPlace({ number, name }: Customer): Act {
  return async ({ control }) => {
    const place = { latitude: -0.1807, longitude: -78.4678 }
    await control('POST', '/_sandbox/inbound', { from: number, name, type: 'location', ...place })
  }
}

// ── what happens once ───────────────────────────────────────

const highlights: readonly { day: number; hour: number; act: Act }[] = [
  { day: 2, hour: 10, act: (shop) => campaign(shop, 'Nueva colección', 'demo_image', customers) },
  // The shop's server is restarted and does not come back for two hours.
  { day: 3, hour: 15, act: async ({ receiver }) => receiver.answer(503) },
  { day: 3, hour: 17, act: async ({ receiver }) => receiver.answer(200) },
  { day: 4, hour: 9, act: addFormerSystem },
  {
    day: 5,
    hour: 11,
    act: (shop) => campaign(shop, 'Oferta de fin de semana', 'demo_text', [...customers, unreachable]),
  },
]

/** The address of a system that the shop has given up answers 410, and gets no events from then on. */
async function addFormerSystem({ manage, receiver }: Shop): Promise<void> {
  const body = { url: `${receiver.url}/crm`, events: ['failed', 'read'] }
  await manage('POST', `/manage/v1/bots/${demoBotId}/endpoints`, body)
}

const image = 'https://ejemplo.com/coleccion.jpg'

async function campaign(
  shop: Shop,
  campaignName: string,
  elementName: string,
  people: readonly Customer[],
  more: Record<string, string> = {},
): Promise<void> {
  const rows = people.map(({ number, name }, index) => `${number},${name.split(' ')[0]},A-20${index}`)
  const form = new FormData()
  const file = new Blob([`telefono,1,2\n${rows.join('\n')}\nsin numero,Nadie,A-0\n`])
  const fields = {
    botId: demoBotId,
    campaignName,
    elementName,
    ...(elementName === 'demo_image' && { mediaUrl: image }),
  }
  for (const [name, value] of Object.entries({ ...fields, ...more })) form.append(name, value)
  form.append('file', file, `${campaignName.toLowerCase().replaceAll(' ', '-')}.csv`)
  await untilOver(shop, await shop.upload(form))
}

/** A file that is still read has no rows that wait, and its messages would wait through a jump of the clock. */
async function untilOver(shop: Shop, campaignId: string): Promise<void> {
  await until(shop, async () => {
    const { status } = (await shop.api('GET', `/v1/campaigns/${campaignId}`)) as { status: string }
    return status !== 'PENDING' && status !== 'IN_PROGRESS'
  })
}

async function scheduleForTomorrow(shop: Shop): Promise<void> {
  const at = new Date(shop.now() + dayMs)
  at.setHours(9, 0, 0, 0)
  await campaign(shop, 'Recordatorio de reservas', 'demo_text', customers.slice(0, 20), {
    scheduledAt: at.toISOString(),
  })
}
