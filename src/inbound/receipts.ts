/**
 * Read receipts and the typing sign, straight to Meta (cloud-api.md, 1.4; meta-2026.md, 4.3): when the API asks, and by
 * themselves for bots that ask for it. They are a courtesy, so nothing is stored and nothing waits for them: at most a
 * few of a bot are in flight, a repetition follows once, and what a bot's bounds do not hold is dropped and logged.
 */
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Failed } from '../channel/cloud/outcomes/outcomes.ts'
import type { Bot } from '../model/bot/bot.ts'
import type { Store } from '../store/store.ts'

export type Receipts = {
  /** Marks a received message read. Meta has one request for both, so what shows typing is read as well. */
  mark(bot: Bot, wamid: string, isTyping: boolean): Promise<Failed | undefined>
  /** A person's message was committed: does what the bot's settings ask for. Never throws. */
  received(botId: string, wamid: string): void
  /** Drops what waits. */
  stop(): void
}

export type ReceiptDeps = {
  store: Pick<Store, 'bot'>
  cloud: Pick<CloudClient, 'post'>
  log: { info(about: object, message: string): void; warn(about: object, message: string): void }
  bounds?: ReceiptBounds
}

export type ReceiptBounds = {
  /** Of one bot. */
  inFlight: number
  waiting: number
}

const usualBounds: ReceiptBounds = { inFlight: 4, waiting: 200 }

type Queue = { waiting: string[]; inFlight: number }

export function createReceipts({ store, cloud, log, bounds = usualBounds }: ReceiptDeps): Receipts {
  const queues = new Map<string, Queue>()
  let isStopped = false

  async function mark(bot: Bot, wamid: string, isTyping: boolean): Promise<Failed | undefined> {
    const { channel } = bot
    const result = await cloud.post(channel, `/${channel.phoneNumberId}/messages`, bodyOf(wamid, isTyping))
    return result.kind === 'failed' ? result.outcome : undefined
  }

  async function markByItself(botId: string, wamid: string): Promise<void> {
    const bot = await store.bot(botId)
    if (!bot || !isReceipted(bot)) return
    const send = () => mark(bot, wamid, bot.autoTyping === true)
    let failed = await send()
    // Marking twice does no harm, but a server in trouble is not asked again and again.
    if (!isStopped && (failed?.kind === 'unreachable' || failed?.kind === 'unknown')) failed = await send()
    if (failed) log.info({ botId, wamid, outcome: failed }, 'a message was not marked as read')
  }

  function pump(botId: string, queue: Queue): void {
    while (queue.inFlight < bounds.inFlight) {
      const wamid = queue.waiting.shift()
      if (wamid === undefined) break
      queue.inFlight += 1
      markByItself(botId, wamid)
        .catch((err: unknown) => log.warn({ err, botId, wamid }, 'a message was not marked as read'))
        .finally(() => {
          queue.inFlight -= 1
          pump(botId, queue)
        })
    }
    if (queue.inFlight === 0) queues.delete(botId)
  }

  return {
    mark,
    received(botId, wamid) {
      if (isStopped) return
      const queue = queues.get(botId) ?? { waiting: [], inFlight: 0 }
      queues.set(botId, queue)
      // A receipt marks everything earlier of its chat as read too: the newest count most.
      if (queue.waiting.length >= bounds.waiting) {
        log.warn({ botId, wamid: queue.waiting.shift() }, 'too many read receipts wait: one is dropped')
      }
      queue.waiting.push(wamid)
      pump(botId, queue)
    },
    stop() {
      isStopped = true
      for (const queue of queues.values()) queue.waiting.length = 0
    },
  }
}

/** Whether the bot's settings ask for receipts. */
function isReceipted({ autoRead, autoTyping }: Bot): boolean {
  return autoRead === true || autoTyping === true
}

function bodyOf(wamid: string, isTyping: boolean) {
  const typing = isTyping ? { typing_indicator: { type: 'text' } } : {}
  return { messaging_product: 'whatsapp', status: 'read', message_id: wamid, ...typing }
}
