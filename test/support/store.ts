/** Stores for tests: a real SQLite file in a folder of its own, a bot with everything filled in, ids and a clock that tests drive. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bot } from '../../src/model/bot.ts'
import { makeIds, type NewId } from '../../src/model/ids.ts'
import { makeSeal } from '../../src/store/seal.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { NewMessage, Store } from '../../src/store/store.ts'

export type TestStore = {
  store: Store
  path: string
  newId: NewId
  reopen(): Promise<Store>
  [Symbol.asyncDispose](): Promise<void>
}

export type Backend = { name: string; open(): Promise<TestStore> }

/** Every implementation of the store; the contract suites run on each. */
export const backends: Backend[] = [{ name: 'sqlite', open: openTestStore }]

export async function openTestStore(): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
  const path = join(folder, 'recado.db')
  const newId = makeIds(Date.now)
  const open = () => openSqliteStore({ newId, seal: makeSeal('a key only for tests') }, { path })
  const test: TestStore = {
    store: await open(),
    path,
    newId,
    async reopen() {
      await test.store.close()
      test.store = await open()
      return test.store
    },
    async [Symbol.asyncDispose]() {
      await test.store.close()
      rmSync(folder, { recursive: true })
    },
  }
  return test
}

export function testBot(changes: Partial<Bot> = {}): Bot {
  const id = changes.id ?? 'bot_test'
  return {
    id,
    name: 'A bot',
    channel: {
      graphUrl: 'http://127.0.0.1:1',
      graphVersion: 'v25.0',
      phoneNumberId: `phone-${id}`,
      wabaId: `waba-${id}`,
      accessToken: 'token',
      appSecret: 'app secret',
      verifyToken: 'verify token',
    },
    messagesPerSecond: 80,
    locale: 'es',
    mediaProbe: false,
    sessionEvents: true,
    webhookSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    createdAt: 1,
    updatedAt: 1,
    ...changes,
  }
}

export function textMessage(
  newId: NewId,
  userId: string,
  text = 'hola',
  changes: Partial<NewMessage> = {},
): NewMessage {
  return { id: newId('msg'), userId, kind: 'session', content: { type: 'text', text }, needsProbe: false, ...changes }
}
