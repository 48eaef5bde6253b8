/** People on their phones, until the closing: they write words, send pictures, and tap on what they were sent. Called by chaos.ts. */
import type { Closing } from './ask.ts'
import type { Crowd } from './clients.ts'
import { elapsed } from './fleet.ts'
import { everybody, type Journal } from './journal.ts'
import { between, oneOf, seeded } from './random.ts'
import type { Site } from './site.ts'

const acts = ['text', 'text', 'text', 'button', 'button', 'option', 'option', 'image'] as const

/** Of what programs were told: a machine that is too busy for them is not buried under what people write. */
const mostAhead = 20

export async function writeAll(
  site: Site,
  journal: Journal,
  crowd: Crowd,
  { seed, closing }: { seed: number; closing: Closing },
): Promise<void> {
  const random = seeded(seed, 'people')
  const people = everybody(journal, crowd.peoplePerBot)
  while (Date.now() < closing.at) {
    await elapsed(between(random, crowd.everyMs, crowd.everyMs * 3))
    if (journal.written.length > journal.acked + mostAhead) continue
    const { seat, userId } = oneOf(random, people)
    const { phoneNumberId } = seat
    const write = (what: object) =>
      site.control('POST', '/_sandbox/inbound', { from: userId, phoneNumberId, ...what }) as Promise<{ wamid: string }>
    const words = { type: 'text', text: `w${journal.written.length}` }
    const drawn = oneOf(random, acts)
    // A file of a bot that is deleted goes with it: that is another test's.
    const type = drawn === 'image' && seat.isMortal ? 'text' : drawn
    const act = type === 'text' ? words : { type, ...(type !== 'image' && { index: between(random, 0, 2) }) }
    const at = Date.now()
    // Who has nothing to tap on writes.
    const { wamid } = await write(act).catch(() => write(words))
    journal.written.push({ phoneNumberId, userId, wamid, at })
  }
}
