/**
 * A person with a phone: writes, taps, reads, reacts, and waits for what the business sends. Each act is one of the
 * sandbox's, over its control API.
 */
import type { Call } from './call.ts'
import { fits, inWords, missing, type Wanted } from './match.ts'
import { lineOf, messageOf, type PhoneMessage, type Shown, tapOn } from './message.ts'
import { type Changes, until } from './until.ts'

/** What has a file or a place: `{ image: { caption: 'Mi casa' } }`; `{}` sends a sample. */
export type Said =
  | string
  | { [kind in 'image' | 'audio' | 'video' | 'document' | 'sticker' | 'location' | 'order']?: Record<string, unknown> }
  | { contacts: object[] }
  /** Any act of the sandbox's `POST /_sandbox/inbound`. */
  | ({ type: string } & Record<string, unknown>)

export type Within = { within?: number }

export type Phone = {
  /** The person's number or id. */
  user: string
  /** The person writes or sends; resolves to the wamid. Rejects with WhatsApp's reason when that cannot be. */
  says(said: Said): Promise<string>
  /**
   * The person taps a button or a row by its title or id, in the newest message that offers it; waits for one.
   * `answers`: what is filled in where the button opens a flow.
   */
  taps(choice: string, answers?: Record<string, unknown>, options?: Within): Promise<string>
  /** The person reads what has come. Until then nothing is read. */
  reads(): Promise<void>
  reactsTo(message: Pick<PhoneMessage, 'wamid'>, emoji: string): Promise<string>
  /** The first message of the business that fits and was not taken before; rejects if none comes in time. */
  receives(wanted?: Wanted<PhoneMessage>, options?: Within): Promise<PhoneMessage>
  /**
   * Waits until nothing is on its way any more, and rejects if there is a message that fits and was not taken. What a
   * program sends later, when it has answered all its webhooks, nobody can know.
   */
  receivesNothing(wanted?: Wanted<PhoneMessage>, options?: Within): Promise<void>
  /** What the phone shows, both sides, oldest first. */
  messages(): Promise<PhoneMessage[]>
}

export type PhoneDeps = {
  control: Call
  /** Something has changed on a phone. */
  phones: Changes
  /** Resolves to what is still on its way, in words; undefined: nothing. */
  onItsWay(): Promise<string | undefined>
  /** Something may have arrived or left. */
  progress: Changes
  usualWithinMs: number
}

export function createPhone(deps: PhoneDeps, user: string): Phone {
  const { control, phones, usualWithinMs } = deps
  const taken = new Set<string>()

  const act = async (body: Record<string, unknown>) => {
    const answer = (await control('POST', '/_sandbox/inbound', { from: user, ...body })) as { wamid: string }
    return answer.wamid
  }
  const entries = async () =>
    (await control('GET', `/_sandbox/messages?to=${encodeURIComponent(user)}&limit=10000`)) as Shown[]
  const fromBusiness = async () => (await entries()).filter(({ direction }) => direction === 'out')
  const messages = async () => (await entries()).map(messageOf)
  const notTaken = async (wanted: Wanted<PhoneMessage>) =>
    (await fromBusiness()).map(messageOf).find((message) => !taken.has(message.wamid) && fits(message, wanted))
  const lines = async () =>
    (await fromBusiness()).map(
      (entry) => `${lineOf(messageOf(entry))}${taken.has(entry.wamid) ? ' (taken before)' : ''}`,
    )

  return {
    user,
    says: async (said) => act(actOf(said)),
    async taps(choice, answers, { within = usualWithinMs } = {}) {
      const tap = await until(phones, within, async () => {
        const offers = (await fromBusiness()).toReversed()
        return offers.map((entry) => tapOn(entry, choice, answers)).find((one) => one !== undefined)
      })
      if (tap === undefined) throw missing(`nothing to tap with ${JSON.stringify(choice)} came`, within, await lines())
      if ('silent' in tap)
        throw new Error(`${JSON.stringify(choice)} is a ${tap.silent} button: it tells the bot nothing`)
      return act(tap.act)
    },
    async reads() {
      const arrived = await until(phones, usualWithinMs, async () => {
        const all = await fromBusiness()
        return all.some(({ status }) => status === 'accepted' || status === 'sent') ? undefined : all
      })
      if (arrived === undefined)
        throw missing(`not all that was sent to ${user} was delivered`, usualWithinMs, await lines())
      for (const { wamid: messageId, status } of arrived)
        if (status === 'delivered') await control('POST', '/_sandbox/facts', readFact(user, messageId))
    },
    reactsTo: ({ wamid: messageId }, emoji) => act({ type: 'reaction', messageId, emoji }),
    async receives(wanted = {}, { within = usualWithinMs } = {}) {
      const found = await until(phones, within, () => notTaken(wanted))
      if (found === undefined)
        throw missing(`${user} received no message that fits ${inWords(wanted)}`, within, await lines())
      taken.add(found.wamid)
      return found
    },
    async receivesNothing(wanted = {}, { within = usualWithinMs } = {}) {
      const isQuiet = await until(deps.progress, within, async () =>
        (await deps.onItsWay()) === undefined ? true : undefined,
      )
      if (isQuiet === undefined) throw new Error(`still on its way after ${within} ms: ${await deps.onItsWay()}`)
      const found = await notTaken(wanted)
      if (found !== undefined) throw new Error(`${user} received ${lineOf(found)}`)
    },
    messages,
  }
}

/** WhatsApp tells the business that the person has read it. */
function readFact(to: string, messageId: string): Record<string, unknown> {
  return { type: 'status', to, messageId, status: 'read' }
}

function actOf(said: Said): Record<string, unknown> {
  if (typeof said === 'string') return { type: 'text', text: said }
  if ('type' in said) return said
  const [[kind, content] = ['', undefined], ...more] = Object.entries(said)
  if (more.length > 0) throw new Error(`one thing is said at a time, not ${Object.keys(said).join(' and ')}`)
  return Array.isArray(content) ? { type: kind, [kind]: content } : { ...content, type: kind }
}
