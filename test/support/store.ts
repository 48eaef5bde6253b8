/** Stores for tests: a real SQLite file in its own folder, a fully populated bot, ids and a clock that tests drive. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Bot } from '../../src/model/bot/bot.ts'
import type { NewId } from '../../src/model/ids.ts'
import type { ClaimedMessage, NewMessage } from '../../src/store/messages/records.ts'
import type { Claim } from '../../src/store/outbound/claim.ts'
import { oldestMajor } from '../../src/store/postgres/migrate.ts'
import type { Engine } from '../../src/store/sql/engine.ts'
import type { Row } from '../../src/store/sql/transaction.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import type { Store } from '../../src/store/store.ts'
import { type OpenChanges, openReopenable, patienceMs, type TestStore } from './open-store.ts'
import { oldestBin } from './postgres.ts'
import { openTestPostgres } from './postgres-store.ts'
import { tier } from './slow.ts'
import { makeMigratedFile } from './sqlite-file.ts'

export type Backend = { name: string; open(changes?: OpenChanges): Promise<TestStore> }

/**
 * Every implementation of the store; the contract suites run on each. With RECADO_TEST_OLDEST=1 (`npm run test:oldest`)
 * also the oldest PostgreSQL, where the system has it: the statements are the same, and it takes a third of the suites'
 * time.
 */
export const backends: Backend[] = [
  { name: 'sqlite', open: openTestStore },
  { name: 'postgres', open: openTestPostgres },
  ...(oldestBin() === undefined || process.env.RECADO_TEST_OLDEST !== '1'
    ? []
    : [{ name: `postgres ${oldestMajor}`, open: (changes?: OpenChanges) => openTestPostgres(changes, 'oldest') }]),
]

/**
 * For a file of `tiered` (slow.ts): SQLite in `npm test`, the rest in `npm run test:slow`, and all of them when the file
 * is run by its name.
 */
export const tieredBackends = { usual: backends.slice(0, 1), slow: backends.slice(1), all: backends }[tier()]

export function openTestStore(changes: OpenChanges = {}): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
  const path = join(folder, 'recado.db')
  makeMigratedFile(path)
  /** What the store remembers is what it would read, whatever the test does. */
  const onRemembered = (text: string, remembered: Row[], stored: Row[]) => {
    const plain = (rows: Row[]) => rows.map((row) => ({ ...row }))
    assert.deepEqual(plain(remembered), plain(stored), `remembered of ${text}`)
    changes.onRemembered?.(text)
  }
  return openReopenable(changes, {
    path,
    open: (deps, onStatement) => openSqliteStore(deps, { path, onStatement, onRemembered, timeoutMs: patienceMs }),
    rows(text) {
      const db = new DatabaseSync(path, { readOnly: true })
      const found = db.prepare(text).all()
      db.close()
      return found
    },
    everything: () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'latin1'))
        .join(),
    dispose: () => rmSync(folder, { recursive: true }),
  })
}

/** The store, and what it runs its transactions on. */
export async function openEngine(backend: Backend): Promise<TestStore & { engine: Engine }> {
  let engine: Engine | undefined
  const around = (bare: Engine) => {
    engine = bare
    return bare
  }
  const ctx = await backend.open({ around })
  assert.ok(engine)
  return { ...ctx, engine, [Symbol.asyncDispose]: () => ctx[Symbol.asyncDispose]() }
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
    revision: changes.createdAt ?? 1,
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

/** A value that no table accepts: a row with it cannot be written. */
export const noId = null as unknown as string

export function acceptAll(store: Store, now: number, messages: NewMessage[], botId = 'bot_test') {
  return store.accept({ botId, acceptedAt: now, messages })
}

/** Claims messages and begins their attempts. */
export async function claimAll(store: Store, now: number, limit = 100, botId = 'bot_test'): Promise<Claim> {
  const claimed = await store.claim({ botId, limit, now })
  if (claimed.messages.length > 0) await store.beginAttempts(botId, claimed.messages, now)
  return claimed
}

/** Claims the only message that can be claimed now. */
export async function claimOne(store: Store, now: number): Promise<ClaimedMessage> {
  const { messages } = await claimAll(store, now)
  const [message] = messages
  if (messages.length !== 1 || !message) throw new Error(`${messages.length} messages were claimed instead of one`)
  return message
}

/** Settles as accepted by Meta, under a wamid that encodes message and attempt. */
export function settleSent(store: Store, claimed: ClaimedMessage, now: number): Promise<boolean> {
  return store.settle(claimed, { kind: 'sent', wamid: wamidOf(claimed.id, claimed.attempt) }, now)
}

export function wamidOf(messageId: string, attempt: number): string {
  return `wamid.${messageId}.${attempt}`
}

export function idsOf(items: readonly { id: string }[]): string[] {
  return items.map((item) => item.id)
}
