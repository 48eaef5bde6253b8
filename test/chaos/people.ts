/** People on their phones, until the closing: they write texts, send pictures, and tap on messages they received. */
import type { Closing } from './client-request.ts'
import type { Load } from './clients.ts'
import { elapsed } from './gateways.ts'
import { allPeople, type Journal } from './journal.ts'
import { between, oneOf, seeded } from './random.ts'
import type { Site } from './site-parts.ts'

const acts = ['text', 'text', 'text', 'button', 'button', 'option', 'option', 'image'] as const

/** Beyond the acknowledged sends, so that people's messages do not overload a busy machine. */
const maxAhead = 20

export async function writeAll(
  site: Site,
  journal: Journal,
  load: Load,
  { seed, closing }: { seed: number; closing: Closing },
): Promise<void> {
  const random = seeded(seed, 'people')
  const people = allPeople(journal, load.peoplePerBot)
  while (performance.now() < closing.at) {
    await elapsed(between(random, load.everyMs, load.everyMs * 3))
    if (journal.written.length > journal.acked + maxAhead) continue
    const { slot, userId } = oneOf(random, people)
    const { phoneNumberId } = slot
    const write = (what: object) =>
      site.control('POST', '/_sandbox/inbound', { from: userId, phoneNumberId, ...what }) as Promise<{ wamid: string }>
    const words = { type: 'text', text: `w${journal.written.length}` }
    const drawn = oneOf(random, acts)
    // A deleted bot's file goes with it; another test covers that.
    const type = drawn === 'image' && slot.isDeletable ? 'text' : drawn
    const act = type === 'text' ? words : { type, ...(type !== 'image' && { index: between(random, 0, 2) }) }
    const at = Date.now()
    // A person with nothing to tap on writes a text.
    const { wamid } = await write(act).catch(() => write(words))
    journal.written.push({ phoneNumberId, userId, wamid, at })
  }
}
