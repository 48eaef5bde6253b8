/** Messages of every end, for tests of figures; and stores beside each other that add them up. */
import { openPostgresStore } from '../../src/store/postgres.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { attemptStatus, inboundFact, ingestFacts } from './facts.ts'
import { type TestStore, t0 } from './open-store.ts'
import { acceptAll, type backends, claimAll, settleSent, testBot, textMessage } from './store.ts'

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
export const hour0 = t0 - (t0 % hourMs)
export const day0 = t0 - (t0 % dayMs)
export const bots = ['one', 'two']
export const template = (n: number) => ({ kind: 'notification' as const, elementName: `t${n}`, campaignId: `c${n}` })

export type Ctx = Pick<TestStore, 'store' | 'newId'>

/** Some messages of every end at both bots, at the given time; answered and received ones too. */
export async function live({ store, newId }: Ctx, at: number, count = 6): Promise<void> {
  for (const bot of bots)
    for (let n = 0; n < count; n++) {
      const phone = `59390000000${n}`
      const phoneNumberId = `phone-${bot}`
      const message = textMessage(newId, phone, '', n % 2 === 0 ? template(n % 4) : {})
      await acceptAll(store, at, [message], bot)
      if (n === 5) {
        await store.cancel(bot, message.id, at)
        continue
      }
      for (const claimed of (await claimAll(store, at, 100, bot)).messages) {
        if (n === 4) await store.settle(claimed, { kind: 'failed', error: { code: 131_026 } }, at)
        else await settleSent(store, claimed, at)
      }
      if (n === 4) continue
      const status = n % 2 === 0 ? 'read' : 'delivered'
      const details = { pricing: { category: n < 3 ? 'marketing' : 'service', type: 'regular', pricing_model: 'PMP' } }
      const read = { ...attemptStatus(message.id, 1, status, { at: at + n * hourMs, details }), phoneNumberId }
      const answer = inboundFact(`wamid.${message.id}`, {
        person: { phone },
        phoneNumberId,
        contextWamid: `wamid.${message.id}.1`,
      })
      await ingestFacts(store, [read, answer], at + n * hourMs)
    }
}

export async function openWithBots(backend: (typeof backends)[number], changes = {}): Promise<TestStore> {
  const ctx = await backend.open(changes)
  for (const id of bots) await ctx.store.putBot(testBot({ id }))
  return ctx
}

/** Further processes on the same database, where there may be several. */
export async function openOthers({ name }: (typeof backends)[number], { path, newId }: TestStore) {
  const open = () => openPostgresStore({ newId, seal: createSeal('a key only for tests') }, { url: path })
  const stores = name === 'sqlite' ? [] : [await open(), await open()]
  return { stores, [Symbol.asyncDispose]: async () => void (await Promise.all(stores.map((store) => store.close()))) }
}
