/** Access in the store: members, sessions, links, keys, and the audit trail, which is written with its change. */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import type { AuditEntry } from '../../src/store/access/audit.ts'
import { auditing } from '../../src/store/access/audit-scope.ts'
import type { Store } from '../../src/store/store.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { walksOf, walksOnPostgres } from '../support/plans.ts'
import { asked } from '../support/postgres-store.ts'
import { testBot, tieredBackends } from '../support/store.ts'

const ana = { id: 'usr_ana', email: 'ana@example.com', name: 'Ana', now: t0 }
const agentOf = (...bots: string[]) => [{ role: 'agent' as const, bots }]

function session(id: string, memberId = ana.id, changes = {}) {
  const times = { createdAt: t0, seenAt: t0, expiresAt: t0 + 1_000 }
  return { id, memberId, tokenHash: `hash of ${id}`, ...times, address: '203.0.113.7', agent: 'a browser', ...changes }
}

function entry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: t0,
    actor: { kind: 'user', id: ana.id, name: 'Ana' },
    operation: 'PATCH /manage/v1/bots/{botId}',
    outcome: 'done',
    ...changes,
  }
}

const begun = (changes: Partial<AuditEntry> = {}) => ({ entry: entry(changes), isWritten: false, isClosed: false })
const rowsOf = (store: Store) => store.auditRows({}, undefined, 100)

async function changeByHand(ctx: TestStore, name: string, text: string): Promise<unknown> {
  if (name !== 'sqlite') return asked(ctx.path, text)
  const db = new DatabaseSync(ctx.path)
  try {
    return db.exec(text)
  } finally {
    db.close()
  }
}

for (const backend of tieredBackends) {
  describe(`access (${backend.name})`, () => {
    test('a member is one address, and roles for a bot are deleted with the bot, the last one leaving none', async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      for (const id of ['a', 'b']) await store.putBot(testBot({ id }))
      assert.equal(
        await store.addMember({ ...ana, grants: [...agentOf('a', 'b'), { role: 'viewer', bots: 'all' }] }),
        true,
      )
      assert.equal(await store.addMember({ ...ana, id: 'usr_other', grants: [] }), false)
      const key = { id: 'key_1', name: 'K', prefix: 'rck_12345678', grants: agentOf('a'), createdAt: t0 }
      await store.addApiKey(key, 'hash of key')
      await store.deleteBot({ id: 'a', now: t0 })
      assert.deepEqual((await store.member(ana.id))?.grants, [...agentOf('b'), { role: 'viewer', bots: 'all' }])
      assert.deepEqual((await store.apiKeyOf('hash of key'))?.grants, [])
      await store.deleteBot({ id: 'b', now: t0 })
      assert.deepEqual((await store.memberOfEmail(ana.email))?.grants, [{ role: 'viewer', bots: 'all' }])
    })

    test("a member who is disabled, deleted or has another password has no sessions left, and the settings' revision grows", async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      await store.addMember({ ...ana, grants: [] })
      const endings: (() => Promise<unknown>)[] = [
        () => store.changeMember({ id: ana.id, change: { isDisabled: true }, now: t0 }),
        () => store.setPassword(ana.id, 'hashed', t0),
        () => store.endSessions(ana.id),
        () => store.endSession(ana.id, 'ses_1'),
        () => store.deleteMember(ana.id),
      ]
      for (const end of endings) {
        await store.changeMember({ id: ana.id, change: { isDisabled: false }, now: t0 })
        assert.equal(await store.addSession(session('ses_1')), true)
        const version = store.settingsVersion()
        await end()
        assert.equal(await store.sessionOfToken('hash of ses_1'), undefined, String(end))
        assert.ok(store.settingsVersion() > version, String(end))
      }
      await store.addMember({ ...ana, grants: [] })
      for (const id of ['ses_1', 'ses_2']) await store.addSession(session(id))
      await store.setPassword(ana.id, 'hashed', t0, 'ses_2')
      assert.deepEqual(
        (await store.sessionsOf(ana.id)).map(({ id }) => id),
        ['ses_2'],
      )
      assert.equal(await store.endSession('usr_other', 'ses_2'), false, "nobody ends another's")
    })

    test('a member has a maximum number of sessions: the least recently used one ends', async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      await store.addMember({ ...ana, grants: [] })
      for (let n = 0; n < 55; n++) await store.addSession(session(`ses_${n}`, ana.id, { seenAt: t0 + n }))
      const left = await store.sessionsOf(ana.id)
      assert.equal(left.length, 50)
      assert.equal(left.at(-1)?.id, 'ses_5')
    })

    test('a link works once, and only one first link works, however many are used at once', async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      for (const hash of ['one', 'two']) await store.addLink({ tokenHash: hash, createdAt: t0, expiresAt: t0 + 10 })
      const grants = [{ role: 'admin' as const, bots: 'all' as const }]
      const firsts = ['one', 'two', 'one', 'two'].map((tokenHash, n) => {
        const first = { id: `usr_${n}`, email: `a${n}@example.com`, name: 'A', grants }
        return store.redeemLink({ tokenHash, password: 'hashed', now: t0, first })
      })
      const made = (await Promise.all(firsts)).filter((member) => member !== undefined)
      assert.equal(made.length, 1)
      assert.equal(await store.countMembers(), 1)
      const [member] = made
      const memberId = member?.id ?? ''
      await store.addLink({ tokenHash: 'reset', memberId, createdAt: t0, expiresAt: t0 + 10 })
      assert.equal(
        await store.redeemLink({ tokenHash: 'reset', password: 'other', now: t0 + 10 }),
        undefined,
        'too old',
      )
      const both = [1, 2].map(() => store.redeemLink({ tokenHash: 'reset', password: 'other', now: t0 + 9 }))
      assert.equal((await Promise.all(both)).filter((one) => one !== undefined).length, 1)
      assert.equal((await store.credentials(memberId))?.password, 'other')
      await store.addLink({ tokenHash: 'older', memberId, createdAt: t0, expiresAt: t0 + 10 })
      await store.addLink({ tokenHash: 'newer', memberId, createdAt: t0, expiresAt: t0 + 10 })
      assert.equal(await store.link('older'), undefined, 'a newer link ends it')
    })

    test('a code of the second factor works once, also when it comes twice at once; so does a recovery code', async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      await store.addMember({ ...ana, grants: [] })
      await store.offerTotp(ana.id, 'sealed', t0)
      assert.equal(await store.confirmTotp(ana.id, 'another', { step: 5, recovery: [], now: t0 }), false)
      assert.equal(await store.confirmTotp(ana.id, 'sealed', { step: 5, recovery: ['r1', 'r2'], now: t0 }), true)
      const used = await Promise.all([6, 6, 5, 6].map((step) => store.useTotpStep(ana.id, step)))
      assert.deepEqual(used, [true, false, false, false])
      const recovered = await Promise.all(['r1', 'r1', 'no'].map((code) => store.useRecovery(ana.id, code)))
      assert.equal(recovered.filter(Boolean).length, 1)
      assert.deepEqual((await store.credentials(ana.id))?.recovery, ['r2'])
    })

    test('a change and its row are one transaction: neither exists without the other', async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      await store.putBot(testBot({ id: 'a', name: 'Before' }))
      const about = { kind: 'bot' as const, id: 'a', botId: 'a' }
      const done = begun({ about })
      await auditing(done, () => store.changeBot({ id: 'a', change: { name: 'After' }, now: t0 }))
      assert.equal(done.isWritten, true)
      const [row] = await rowsOf(store)
      const nameOf = (state: unknown) => (state as { settings: { name: string } }).settings.name
      assert.deepEqual([nameOf(row?.before), nameOf(row?.after)], ['Before', 'After'])
      // The bot cannot be written, so its row is missing; the next one is there.
      const failed = begun({ about })
      const bad = { id: 'a', change: { name: 'Never', updatedAt: undefined as never }, now: null as unknown as number }
      await assert.rejects(auditing(failed, () => store.changeBot(bad)))
      assert.equal(failed.isWritten, false)
      assert.equal((await store.bot('a'))?.name, 'After')
      assert.equal((await rowsOf(store)).length, 1)
      // A row that cannot be written undoes its change.
      const unwritable = begun({ about, operation: null as unknown as string })
      await assert.rejects(
        auditing(unwritable, () => store.changeBot({ id: 'a', change: { name: 'Unseen' }, now: t0 })),
      )
      await ctx.reopen()
      assert.equal((await ctx.store.bot('a'))?.name, 'After')
    })

    test('when nothing changed the caller writes the row; one request leaves one row', async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      await store.putBot(testBot({ id: 'a' }))
      const stale = begun({ about: { kind: 'bot', id: 'a' } })
      await auditing(stale, () => store.changeBot({ id: 'a', change: { name: 'X' }, expected: [99], now: t0 }))
      assert.equal(stale.isWritten, false)
      const twice = begun({ about: { kind: 'client', id: 'c' } })
      await auditing(twice, async () => {
        const client = { id: 'c', name: 'C', bots: 'all' as const, createdAt: t0, updatedAt: t0 }
        await Promise.all([store.addClient(client, 'hash'), store.putFact('x', 'y')])
        await store.renewClientSecret({ clientId: 'c', secretHash: 'other', overlapMs: 0, now: t0 })
      })
      const found = await rowsOf(store)
      assert.deepEqual(
        found.map(({ about }) => about?.id),
        ['c'],
      )
      assert.equal(found[0]?.before, undefined)
    })

    test('rows are never changed, and are deleted by their age alone', async () => {
      await using ctx = await backend.open({
        retention: { messagesMs: 0, attemptsMs: 0, eventsMs: 0, campaignRowsMs: 0, skillRunsMs: 0, auditMs: 1_000 },
      })
      const { store } = ctx
      for (let n = 0; n < 5; n++) await store.addAudit(entry({ at: t0 + n * 1_000 }))
      await assert.rejects(
        async () => changeByHand(ctx, backend.name, `update audit set actor_id = 'nobody'`),
        /append-only/,
      )
      await store.addMember({ ...ana, grants: [] })
      for (const id of ['ses_1', 'ses_2'])
        await store.addSession(session(id, ana.id, id === 'ses_1' ? {} : { expiresAt: t0 + 9_000 }))
      await store.addLink({ tokenHash: 'old', createdAt: t0, expiresAt: t0 + 1 })
      await store.purge(t0 + 3_500)
      assert.deepEqual(
        (await rowsOf(store)).map(({ at }) => at - t0),
        [4_000, 3_000],
      )
      assert.deepEqual(
        (await store.sessionsOf(ana.id)).map(({ id }) => id),
        ['ses_2'],
      )
      assert.equal(await store.link('old'), undefined)
    })

    test('pages go from the newest on and lose nothing, also among rows of one instant', async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      for (let n = 0; n < 20; n++)
        await store.addAudit(
          entry({
            at: t0 + Math.floor(n / 7),
            operation: n % 2 === 0 ? 'even' : 'odd',
            address: n % 4 === 0 ? '10.0.0.1' : '10.0.0.2',
          }),
        )
      const seen: number[] = []
      let behind: { at: number; seq: number } | undefined
      for (;;) {
        const found = await store.auditRows({}, behind, 3)
        seen.push(...found.map(({ seq }) => seq))
        behind = found.at(-1)
        if (seen.length === 9) await store.addAudit(entry({ at: t0 + 100 }))
        if (found.length < 3) break
      }
      assert.deepEqual(
        seen,
        [...seen].sort((a, b) => b - a),
      )
      assert.equal(new Set(seen).size, 20)
      assert.equal((await store.auditRows({ operation: 'odd' }, undefined, 100)).length, 10)
      assert.equal((await store.auditRows({ address: '10.0.0.1' }, undefined, 100)).length, 5)
      assert.equal((await store.auditRows({ fromAt: t0 + 1, toAt: t0 + 2 }, undefined, 100)).length, 7)
    })

    test('no state in the trail contains a secret, and a mark shows that one was changed', async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      const bot = testBot({ id: 'a' })
      await store.putBot(bot)
      const change = (channel: object) =>
        auditing(begun({ about: { kind: 'bot', id: 'a' } }), () =>
          store.changeBot({ id: 'a', change: { channel }, now: t0 }),
        )
      await change({ accessToken: 'canary-one' })
      await change({ accessToken: 'canary-two' })
      const found = await rowsOf(store)
      assert.doesNotMatch(JSON.stringify(found), /canary|app secret|verify token/)
      const marks = found.map(({ after }) => (after as { secrets: Record<string, string> }).secrets)
      assert.notEqual(marks[0]?.accessToken, marks[1]?.accessToken)
      assert.equal(marks[0]?.appSecret, marks[1]?.appSecret)
    })
  })
}

for (const backend of tieredBackends.slice(0, 2)) {
  test(`every statement of access uses an index (${backend.name})`, async () => {
    const statements = new Set<string>()
    await using ctx = await backend.open({ onStatement: (text) => statements.add(text), isFresh: true })
    const { store } = ctx
    statements.clear()
    await store.addMember({ ...ana, grants: agentOf('a') })
    await store.addSession(session('ses_1'))
    await store.sessionOfToken('x')
    await store.seeSession('ses_1', t0 + 1)
    await store.addLink({ tokenHash: 'l', memberId: ana.id, createdAt: t0, expiresAt: t0 })
    await store.link('l')
    await store.setPassword(ana.id, 'h', t0)
    await store.deleteMember(ana.id)
    await store.deleteBot({ id: 'a', now: t0 })
    await store.addAudit(entry())
    const filters = [
      {},
      { actorId: 'a' },
      { operation: 'o' },
      { aboutId: 'x' },
      { botId: 'b' },
      { fromAt: 1, toAt: 2 },
      { address: '::1' },
    ]
    for (const filter of filters) {
      await store.auditRows(filter, undefined, 5)
      await store.auditRows(filter, { at: t0, seq: 1 }, 5)
    }
    await store.purge(t0)
    const growing = ['sessions', 'audit', 'sign_in_links', 'grants']
    // All rows of a bot are intended.
    const isOfBot = (text: string) => text.startsWith('delete from grants where bot_id')
    const others = [...statements].filter((text) => !isOfBot(text))
    const hot = others.filter((text) => growing.some((table) => new RegExp(`\\b${table}\\b`).test(text)))
    assert.ok(hot.length > 15, `${hot.length} statements were seen`)
    if (backend.name !== 'sqlite') return assert.deepEqual(await walksOnPostgres(ctx.path, hot, growing), [])
    const db = new DatabaseSync(ctx.path, { readOnly: true })
    const walks = hot.flatMap((text) => walksOf(db, text, growing).map((walk) => `${walk} in: ${text}`))
    db.close()
    assert.deepEqual(walks, [])
  })
}
