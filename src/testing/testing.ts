/**
 * The package's entry for tests of bots, `recado/testing`: a gateway and a WhatsApp of the test's own, phones that act
 * and wait, the events that a bot's webhook gets, trouble by order, and a reset that takes milliseconds.
 */
/// <reference lib="esnext.disposable" preserve="true" />
import { demoBotId, demoClient } from '../app/demo.ts'
import { eventTypes } from '../model/events/event.ts'
import { type Call, callerOf } from './call.ts'
import { type Events, startEventReceiver } from './events.ts'
import { faultBodyOf, type GivenFault } from './faults.ts'
import { createPhone, type Phone, type PhoneDeps } from './phone.ts'
import { type Site, startSite } from './site.ts'

export type TestingOptions = {
  /** Where the tested program takes what people write. */
  webhookUrl?: string
  /** How long phones and events wait, ms, where a call says no other; 2000 by default. */
  within?: number
  /** Settings of the gateway, by the names of the environment. The environment itself is not read. */
  [name: `RECADO_${string}`]: string | undefined
}

export type TestRecado = {
  /** The gateway. */
  url: string
  sandboxUrl: string
  botId: string
  /** Of the bot: what its webhooks are signed with. */
  webhookSecret: string
  /** What a client of the API is made with: address and credentials. */
  client: { baseUrl: string; clientId: string; clientSecret: string }
  /** Of the management API. */
  adminToken: string
  /** The same for a program that is started with an environment. */
  env: Record<string, string>
  /** The phone of a person, by number; the same at each call. */
  phone(user?: string): Phone
  /** What the gateway tells of the bot: a receiver beside the tested program hears all of it. */
  events: Events
  /** Resolves to the fault's id. */
  fault(given: GivenFault): Promise<string>
  /** Ends all faults. */
  heal(): Promise<void>
  /** The time of gateway and sandbox. Signatures keep the machine's, by which receivers judge them. */
  clock: { now(): number; advance(ms: number): Promise<void> }
  /** Sets where the tested program takes what people write, and keeps that. */
  webhook(url: string): Promise<void>
  /** Later resets go back to the settings of now: the bot and its webhooks, clients, templates, skills. */
  keepSettings(): Promise<void>
  /**
   * Gateway and sandbox as at the start or at `keepSettings`: no message, person, fault, campaign or key, nothing in
   * flight, the machine's time.
   */
  reset(): Promise<void>
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const usualUser = '593987654321'

/** Resolves when requests are taken. */
export async function startRecado(options: TestingOptions = {}): Promise<TestRecado> {
  const { webhookUrl, within = 2_000, ...settings } = options
  const site = await startSite(settings)
  try {
    const events = await startEventReceiver(within)
    try {
      return await begin(site, { events, within, webhookUrl })
    } catch (error) {
      await events.stop()
      throw error
    }
  } catch (error) {
    await site.stop()
    throw error
  }
}

type Parts = { events: Awaited<ReturnType<typeof startEventReceiver>>; within: number; webhookUrl: string | undefined }

async function begin(site: Site, { events, within, webhookUrl }: Parts): Promise<TestRecado> {
  const { app, sandbox, rewinding, adminToken } = site
  const control = callerOf(sandbox.url)
  const manage = callerOf(app.url, { authorization: `Bearer ${adminToken}` })
  const api = callerOf(app.url, { authorization: `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}` })
  const webhookSecret = await prepareBot(manage, events.url)
  const keepSettings = () => rewinding.keepSettings()
  const webhook = async (url: string) => {
    await api('POST', `/v1/bots/${demoBotId}/webhook`, { webhookUrl: url })
    await keepSettings()
  }
  if (webhookUrl === undefined) await keepSettings()
  else await webhook(webhookUrl)
  const stop = once(async () => {
    await site.stop()
    await events.stop()
  })
  let resetting = Promise.resolve()
  return {
    ...addressesOf(site, webhookSecret),
    phone: createPhones(site, control, within),
    events,
    async fault(given) {
      return ((await control('POST', '/_sandbox/faults', faultBodyOf(given))) as { id: string }).id
    },
    async heal() {
      await control('DELETE', '/_sandbox/faults')
    },
    clock: { now: site.now, advance: async (ms) => site.advance(ms) },
    webhook,
    keepSettings,
    reset() {
      resetting = resetting.then(site.reset).then(events.forget)
      return resetting
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** The receiver hears everything; the secret is one that the test knows. */
async function prepareBot(manage: Call, receiverUrl: string): Promise<string> {
  const bot = `/manage/v1/bots/${demoBotId}`
  await manage('POST', `${bot}/endpoints`, { url: receiverUrl, events: [...eventTypes] })
  const renewed = await manage('POST', `${bot}/webhook-secret`, { overlapSeconds: 0 })
  return (renewed as { webhookSecret: string }).webhookSecret
}

function addressesOf({ app, sandbox, adminToken }: Site, webhookSecret: string) {
  const { id: clientId, secret: clientSecret } = demoClient
  return {
    url: app.url,
    sandboxUrl: sandbox.url,
    botId: demoBotId,
    webhookSecret,
    client: { baseUrl: app.url, clientId, clientSecret },
    adminToken,
    env: {
      RECADO_URL: app.url,
      RECADO_SANDBOX_URL: sandbox.url,
      RECADO_BOT: demoBotId,
      RECADO_CLIENT: `${clientId}:${clientSecret}`,
      RECADO_WEBHOOK_SECRET: webhookSecret,
    },
  }
}

function createPhones({ rewinding, sandbox: { world } }: Site, control: Call, usualWithinMs: number) {
  const phones = new Map<string, Phone>()
  const deps: PhoneDeps = {
    control,
    phones: { onChange: world.history.onChange },
    progress: { onChange: everyTurn },
    usualWithinMs,
    async onItsWay() {
      // Both sides in one turn of the event loop: what goes from one to the other is seen on one of them.
      const [reading, pending] = [rewinding.backlog(), world.pending()]
      const { oldestDueAt: _since, ...gateway } = await reading
      const waiting = Object.entries({ ...gateway, ...pending }).filter(([, count]) => count > 0)
      return waiting.length === 0 ? undefined : waiting.map(([what, count]) => `${count} ${what}`).join(', ')
    },
  }
  return (user = usualUser) => {
    const phone = phones.get(user) ?? createPhone(deps, user)
    phones.set(user, phone)
    return phone
  }
}

const turnMs = 5

/** What is on its way ends in many places: it is looked at again and again, and no result depends on how often. */
function everyTurn(listener: () => void): () => void {
  const timer = setInterval(listener, turnMs)
  return () => clearInterval(timer)
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}
