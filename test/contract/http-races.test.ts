/**
 * A one-time action happens once, however many requests come at the same moment: by HTTP, in one process and in two on
 * one database. Each row declares the result of two requests that were both valid when they came.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { totpCode } from '../../src/access/totp.ts'
import type { Answer, TestHttp } from '../support/http.ts'
import { type HttpPair, openHttpPair } from '../support/http-pair.ts'
import { signedIn } from '../support/signed-in.ts'
import { tieredBackends } from '../support/store.ts'

const rounds = 3
const password = 'la frase del principio'
const ana = '/manage/v1/users/usr_ana'
const eva = '/manage/v1/users/usr_eva'
const me = '/manage/v1/me'

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Asked = { method: Method; url: string; body?: object; headers?: Record<string, string> }
type Once = {
  /** The two requests of a round, on newly created resources. */
  asked(http: TestHttp): Promise<[Asked, Asked]>
  /** Their statuses, sorted. */
  statuses: number[]
  /** An alternative last status: the first was quicker than the authentication of the second. */
  late?: number
  /** The invariant afterwards, whichever request succeeded. */
  holds?(http: TestHttp, answers: Answer[]): Promise<void>
}

const request = (http: TestHttp, { method, url, ...call }: Asked) =>
  http.inject(method, url, { ...call, ...(url.startsWith('/manage') && !isBySession(call) ? {} : { auth: undefined }) })
const isBySession = ({ headers }: Pick<Asked, 'headers'>) => headers !== undefined
const signIn = (body: object): Asked => ({ method: 'POST', url: '/manage/v1/sessions', body, headers: {} })
const byAna = { email: 'ana@example.com', password }

/** Signed in, with the password. */
async function member(http: TestHttp, id: string): Promise<Record<string, string>> {
  await http.store.deleteMember(`usr_${id}`)
  const headers = await signedIn(http, id)
  await http.store.setPassword(`usr_${id}`, await http.deps.access.passwords.hash(password), http.now.at, `ses_${id}`)
  return headers
}

async function offered(http: TestHttp, headers: Record<string, string>): Promise<string> {
  const answer = await request(http, { method: 'POST', url: `${me}/totp`, body: { current: password }, headers })
  assert.equal(answer.status, 201, answer.text)
  return answer.json.secret
}

const codeOf = (http: TestHttp, secret: string) => totpCode(secret, Math.floor(http.now.at / 30_000))

/** With a second factor, whose codes are unused again. */
async function withTotp(
  http: TestHttp,
): Promise<{ secret: string; recovery: string[]; headers: Record<string, string> }> {
  const headers = await member(http, 'ana')
  const secret = await offered(http, headers)
  const body = { code: codeOf(http, secret) }
  const confirmed = await request(http, { method: 'POST', url: `${me}/totp/confirm`, body, headers })
  assert.equal(confirmed.status, 200, confirmed.text)
  http.now.at += 60_000
  return { secret, recovery: confirmed.json.recoveryCodes, headers }
}

const table: Record<string, Once> = {
  'two changes of a password from the same one': {
    async asked(http) {
      const headers = await member(http, 'ana')
      const change = (wish: string): Asked => {
        return { method: 'PUT', url: `${me}/password`, body: { current: password, password: wish }, headers }
      }
      return [change('una frase del todo nueva'), change('otra frase, tambien nueva')]
    },
    statuses: [204, 422],
    async holds(http, answers) {
      const wishes = ['una frase del todo nueva', 'otra frase, tambien nueva']
      for (const [at, wish] of wishes.entries()) {
        const entered = await request(http, signIn({ ...byAna, password: wish }))
        assert.equal(entered.status, answers[at]?.status === 204 ? 201 : 401)
      }
    },
  },
  'two confirmations of one second factor': {
    async asked(http) {
      const headers = await member(http, 'ana')
      const body = { code: codeOf(http, await offered(http, headers)) }
      const confirm: Asked = { method: 'POST', url: `${me}/totp/confirm`, body, headers }
      return [confirm, confirm]
    },
    statuses: [200, 404],
    async holds(http, answers) {
      const [code] = answers.find(({ status }) => status === 200)?.json.recoveryCodes ?? []
      assert.equal(
        (await request(http, signIn({ ...byAna, code }))).status,
        201,
        'the codes that were shown are those that work',
      )
    },
  },
  'two that take a second factor away': {
    async asked(http) {
      const { headers } = await withTotp(http)
      const remove: Asked = { method: 'DELETE', url: `${me}/totp`, body: { current: password }, headers }
      return [remove, remove]
    },
    statuses: [204, 404],
  },
  'one takes a second factor away, as an admin does': {
    async asked(http) {
      const { headers } = await withTotp(http)
      return [
        { method: 'DELETE', url: `${me}/totp`, body: { current: password }, headers },
        { method: 'DELETE', url: `${ana}/totp` },
      ]
    },
    statuses: [204, 404],
  },
  'one code of a second factor twice': {
    async asked(http) {
      const { secret } = await withTotp(http)
      const enter = signIn({ ...byAna, code: codeOf(http, secret) })
      return [enter, enter]
    },
    statuses: [201, 401],
  },
  'one recovery code twice': {
    async asked(http) {
      const { recovery } = await withTotp(http)
      const enter = signIn({ ...byAna, code: recovery[0] })
      return [enter, enter]
    },
    statuses: [201, 401],
  },
  'two recovery codes, each of which is right': {
    async asked(http) {
      const { recovery } = await withTotp(http)
      return [signIn({ ...byAna, code: recovery[0] }), signIn({ ...byAna, code: recovery[1] })]
    },
    statuses: [201, 201],
    async holds(http) {
      assert.equal((await http.store.credentials('usr_ana'))?.recovery.length, 8)
    },
  },
  'one sign-in link twice': {
    async asked(http) {
      await member(http, 'ana')
      const link = await http.inject('POST', `${ana}/links`)
      const token = String(link.json.url).split('#')[1]
      const enter = (wish: string): Asked => {
        return { method: 'POST', url: '/manage/v1/sessions/by-link', body: { token, password: wish }, headers: {} }
      }
      return [enter('una frase del todo nueva'), enter('otra frase, tambien nueva')]
    },
    statuses: [201, 410],
  },
  'two admins, the last ones, who take the role from each other': {
    async asked(http) {
      const [byAna, byEva] = [await member(http, 'ana'), await member(http, 'eva')]
      const body = { grants: [{ role: 'viewer', bots: 'all' }] }
      return [
        { method: 'PATCH', url: eva, body, headers: byAna },
        { method: 'PATCH', url: ana, body, headers: byEva },
      ]
    },
    statuses: [200, 409],
    late: 403,
    holds: anAdminIsLeft,
  },
  'two admins, the last ones, of whom one deletes and one disables the other': {
    async asked(http) {
      const [byAna, byEva] = [await member(http, 'ana'), await member(http, 'eva')]
      return [
        { method: 'DELETE', url: eva, headers: byAna },
        { method: 'PATCH', url: ana, body: { disabled: true }, headers: byEva },
      ]
    },
    // The deletion answers 204, the change 200: one of them, and the other one 409.
    statuses: [200, 409],
    late: 401,
    holds: anAdminIsLeft,
  },
}

async function anAdminIsLeft(http: TestHttp, answers: Answer[]): Promise<void> {
  const left = (await http.store.members(0, 10)).filter(
    ({ disabledAt, grants }) => disabledAt === undefined && grants.some(({ role }) => role === 'admin'),
  )
  assert.equal(left.length, 1)
  const late = answers.find(({ status }) => status === 409)
  if (late !== undefined) assert.equal(late.json.error.key, 'LAST_ADMIN')
}

async function atOnce({ one, other }: HttpPair, [first, second]: [Asked, Asked]): Promise<Answer[]> {
  return Promise.all([request(one, first), request(other, second)])
}

for (const backend of tieredBackends.slice(0, 2)) {
  describe(`one-time actions (${backend.name})`, () => {
    for (const [name, { asked, statuses, late, holds }] of Object.entries(table)) {
      test(name, async () => {
        await using pair = await openHttpPair(backend)
        for (let round = 0; round < rounds; round++) {
          // People who sign in as often as this test are throttled; each round is another hour.
          pair.one.now.at += 3_600_000
          pair.other.now.at = pair.one.now.at
          const both = await asked(pair.one)
          pair.other.now.at = pair.one.now.at
          const answers = await atOnce(pair, both)
          const reported = answers.map(({ status }) =>
            both[0].method !== both[1].method && status === 204 ? 200 : status,
          )
          const wanted = reported.includes(late ?? 0) ? statuses.with(-1, late ?? 0) : statuses
          assert.deepEqual(
            reported.sort(),
            wanted.toSorted(),
            `round ${round}: ${answers.map(({ text }) => text).join(' ')}`,
          )
          await holds?.(pair.one, answers)
        }
      })
    }

    test('no session begins by a password that was changed while it was being checked', async () => {
      await using pair = await openHttpPair(backend)
      const { store, now, deps } = pair.one
      await member(pair.one, 'ana')
      const former = (await store.credentials('usr_ana'))?.password ?? ''
      await store.setPassword('usr_ana', await deps.access.passwords.hash('una frase nueva'), now.at)
      const session = { id: 'ses_late', memberId: 'usr_ana', tokenHash: 'late', address: '', agent: '' }
      const times = { createdAt: now.at, seenAt: now.at, expiresAt: now.at + 1_000 }
      assert.equal(await store.addSession({ ...session, ...times, provenBy: former }), false)
      assert.deepEqual(await store.sessionsOf('usr_ana'), [])
      await store.changeMember({ id: 'usr_ana', change: { isDisabled: true }, now: now.at })
      assert.equal(await store.addSession({ ...session, ...times }), false, 'nor of who was disabled')
    })

    test('the last admin cannot be removed, except with the management token', async () => {
      await using pair = await openHttpPair(backend)
      const headers = await member(pair.one, 'ana')
      for (const change of [
        { method: 'DELETE', url: ana, headers },
        { method: 'PATCH', url: ana, body: { disabled: true }, headers },
        { method: 'PATCH', url: ana, body: { grants: [{ role: 'admin', bots: ['demo'] }] }, headers },
      ] satisfies Asked[]) {
        const answer = await request(pair.one, change)
        assert.deepEqual([answer.status, answer.json.error.key], [409, 'LAST_ADMIN'], JSON.stringify(change))
      }
      assert.equal(
        (await request(pair.one, { method: 'PATCH', url: ana, body: { name: 'Ana P' }, headers })).status,
        200,
      )
      assert.equal((await request(pair.one, { method: 'DELETE', url: ana })).status, 204)
    })
  })
}
