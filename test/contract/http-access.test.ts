/**
 * Sign-in, keys and the audit trail as callers see them, on both stores, and with two processes where there are
 * several.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newToken, tokenHash } from '../../src/access/tokens.ts'
import { totpCode } from '../../src/access/totp.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { eventually } from '../support/gateway.ts'
import { type Answer, anyBot, bearer, openTestHttp, type TestHttp } from '../support/http.ts'
import { openHttpPair } from '../support/http-pair.ts'
import { tieredBackends } from '../support/store.ts'

const password = 'una frase que nadie dice'
const other = 'otra frase, tambien larga'
const proof = { 'x-recado-csrf': '1', 'sec-fetch-site': 'same-origin' }
const seal = createSeal('a key only for tests')
/** A beat is a second; a busy machine may be late. */
const soonMs = 10_000

type Grants = { role: string; bots: 'all' | string[] }[]
type Signed = { cookie: string; userId: string }
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const anonymous = (http: TestHttp, method: Method, url: string, body?: object, headers: Record<string, string> = {}) =>
  http.inject(method, url, { auth: undefined, headers, ...(body && { body }) })
const signIn = (http: TestHttp, body: object) => anonymous(http, 'POST', '/manage/v1/sessions', body)
const as = (http: TestHttp, { cookie }: Pick<Signed, 'cookie'>, method: Method, url: string, body?: object) =>
  anonymous(http, method, url, body, { cookie, ...proof })
const cookieOf = (answer: Answer) => String(answer.headers['set-cookie']).split(';')[0] ?? ''
const tokenOf = (answer: Answer) => String(answer.json.link?.url ?? answer.json.url).split('#')[1] ?? ''
const keyOf = (answer: Answer) => answer.json.error?.key

/** Invited with the management token, and signed in by the link. */
async function invited(http: TestHttp, grants: Grants, email = 'ana@example.com'): Promise<Signed> {
  const made = await http.inject('POST', '/manage/v1/users', { body: { email, name: 'Ana', grants } })
  assert.equal(made.status, 201, made.text)
  const entered = await anonymous(http, 'POST', '/manage/v1/sessions/by-link', { token: tokenOf(made), password })
  assert.equal(entered.status, 201, entered.text)
  return { cookie: cookieOf(entered), userId: made.json.userId }
}

const trail = async (http: TestHttp, query = '') =>
  (await http.inject('GET', `/manage/v1/audit?limit=500${query}`)).json.results as Record<string, never>[]
const allRoles: Grants = [{ role: 'admin', bots: 'all' }]

// Every version of a database behaves alike here; the store's own suite runs on each.
for (const backend of tieredBackends.slice(0, 2)) {
  describe(`access by HTTP (${backend.name})`, () => {
    test('the cookie is out of reach of scripts and other sites; a change requires the proof of its page', async () => {
      await using http = await openTestHttp({}, backend.open())
      const ana = await invited(http, allRoles)
      const entered = await signIn(http, { email: 'ANA@Example.com', password })
      assert.match(
        String(entered.headers['set-cookie']),
        /^recado_session=rcs_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
      )
      assert.doesNotMatch(entered.text, /rcs_/)
      const { cookie } = ana
      const change = (headers: Record<string, string>) =>
        anonymous(http, 'PATCH', '/manage/v1/bots/demo', { name: 'X' }, { cookie, ...headers })
      const host = 'localhost:80'
      const refused: Record<string, string>[] = [
        {},
        { 'x-recado-csrf': '1' },
        { 'sec-fetch-site': 'same-origin' },
        { ...proof, 'sec-fetch-site': 'cross-site' },
        { ...proof, 'sec-fetch-site': 'same-site' },
        { ...proof, 'sec-fetch-site': 'none' },
        { 'x-recado-csrf': '1', origin: 'https://evil.example', host },
        { 'x-recado-csrf': '1', origin: 'null', host },
        { ...proof, 'sec-fetch-site': 'cross-site', origin: `http://${host}`, host },
      ]
      // A request that a browser marks as another page's is refused before the proof is checked.
      for (const headers of refused)
        assert.match(String(keyOf(await change(headers))), /^(?:CSRF_REFUSED|CROSS_SITE)$/, JSON.stringify(headers))
      assert.equal((await http.store.bot('demo'))?.name, 'Your Bot')
      for (const headers of [proof, { 'x-recado-csrf': '1', origin: `http://${host}`, host }])
        assert.equal((await change(headers)).status, 200)
      // A page of another origin cannot sign anybody in either.
      const body = { email: 'ana@example.com', password }
      for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }] as Record<
        string,
        string
      >[])
        assert.equal(keyOf(await anonymous(http, 'POST', '/manage/v1/sessions', body, headers)), 'CROSS_SITE')
      assert.equal((await anonymous(http, 'GET', '/manage/v1/me', undefined, { cookie })).json.email, 'ana@example.com')
    })

    test('over https the cookie is for https and this host alone', async () => {
      const at = { seal, sessionIdleMs: 60_000, sessionMs: 60_000 }
      await using plain = await openTestHttp({}, backend.open())
      await using http = await openTestHttp(
        { access: { ...plain.deps.access, ...at, isSecure: () => true } },
        backend.open(),
      )
      await invited(http, allRoles)
      const entered = await signIn(http, { email: 'ana@example.com', password })
      assert.match(
        String(entered.headers['set-cookie']),
        /^__Host-recado_session=\S+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=60; Secure$/,
      )
      assert.equal((await as(http, { cookie: cookieOf(entered) }, 'GET', '/manage/v1/me')).status, 200)
      const renamed = cookieOf(entered).replace('__Host-', '')
      assert.equal((await as(http, { cookie: renamed }, 'GET', '/manage/v1/me')).status, 401)
    })

    test('a session ends without use, at its maximum age, and by signing out; use extends it', async () => {
      await using http = await openTestHttp({}, backend.open())
      const ana = await invited(http, allRoles)
      const status = async () => (await as(http, ana, 'GET', '/manage/v1/me')).status
      const minutes = (n: number) => {
        http.now.at += n * 60_000
      }
      for (let n = 0; n < 4; n++) {
        minutes(29)
        assert.equal(await status(), 200)
      }
      minutes(30)
      assert.equal(await status(), 401, 'not used for half an hour')
      const again = { cookie: cookieOf(await signIn(http, { email: 'ana@example.com', password })), userId: ana.userId }
      for (let n = 0; n < 12 * 4; n++) {
        minutes(15)
        assert.equal((await as(http, again, 'GET', '/manage/v1/me')).status, n < 12 * 4 - 1 ? 200 : 401, `${n}`)
      }
      const last = { cookie: cookieOf(await signIn(http, { email: 'ana@example.com', password })) }
      const out = await as(http, last, 'DELETE', '/manage/v1/sessions/current')
      assert.equal(out.status, 204)
      assert.match(String(out.headers['set-cookie']), /^recado_session=; .*Max-Age=0/)
      assert.equal((await as(http, last, 'GET', '/manage/v1/me')).status, 401)
    })

    test('a right revoked from a person or key is refused by the other process soon, and so is a former password', async () => {
      await using pair = await openHttpPair(backend)
      const { one, other: two } = pair
      const path = '/v1/bots/demo/users'
      const ana = await invited(one, allRoles)
      const key = (await one.inject('POST', '/manage/v1/api-keys', { body: { name: 'K', grants: allRoles } })).json
      const user = `/manage/v1/users/${ana.userId}`
      const byKey = (http: TestHttp) => http.inject('GET', path, { auth: `Bearer ${key.apiKey}` })
      const byUser = (http: TestHttp, signed = ana) => as(http, signed, 'GET', path)
      for (const http of [one, two]) for (const by of [byKey, byUser]) assert.equal((await by(http)).status, 200)
      const grants: Grants = [{ role: 'agent', bots: ['other'] }]
      assert.equal((await one.inject('PATCH', user, { body: { grants } })).status, 200)
      for (const http of [one, two])
        await eventually(async () => (await byUser(http)).status === 403, 'another role', soonMs)
      await one.inject('PATCH', user, { body: { grants: allRoles } })
      await eventually(async () => (await byUser(two)).status === 200, 'the role again', soonMs)
      assert.equal((await one.inject('DELETE', `/manage/v1/api-keys/${key.keyId}`)).status, 204)
      for (const http of [one, two]) await eventually(async () => (await byKey(http)).status === 401, 'revoked', soonMs)
      const second = { cookie: cookieOf(await signIn(two, { email: 'ana@example.com', password })), userId: ana.userId }
      assert.equal((await byUser(one, second)).status, 200)
      const wrong = await as(one, second, 'PUT', '/manage/v1/me/password', { current: 'no', password: other })
      assert.deepEqual(Object.keys(wrong.json.validationError), ['current'])
      const changed = await as(one, second, 'PUT', '/manage/v1/me/password', { current: password, password: other })
      assert.equal(changed.status, 204, changed.text)
      for (const http of [one, two])
        await eventually(async () => (await byUser(http)).status === 401, 'others end', soonMs)
      assert.equal((await byUser(two, second)).status, 200, 'and this one does not')
      assert.equal((await signIn(one, { email: 'ana@example.com', password })).status, 401)
      await one.inject('PATCH', user, { body: { disabled: true } })
      await eventually(async () => (await byUser(two, second)).status === 401, 'disabled', soonMs)
      assert.equal((await signIn(one, { email: 'ana@example.com', password: other })).status, 401)
    })

    test('a second factor: required, each code once, a recovery code once, removed by an admin', async () => {
      await using http = await openTestHttp({}, backend.open())
      const ana = await invited(http, [{ role: 'viewer', bots: 'all' }])
      const me = '/manage/v1/me/totp'
      assert.equal((await as(http, ana, 'POST', me, { current: 'no' })).status, 422)
      const { secret, uri } = (await as(http, ana, 'POST', me, { current: password })).json
      assert.match(uri, /^otpauth:\/\/totp\/Recado:ana%40example\.com\?secret=[A-Z2-7]{32}&issuer=Recado/)
      const code = () => totpCode(secret, Math.floor(http.now.at / 30_000))
      const body = { email: 'ana@example.com', password }
      assert.equal((await signIn(http, body)).status, 201, 'not before it is confirmed')
      assert.equal((await as(http, ana, 'POST', `${me}/confirm`, { code: '000000' })).status, 422)
      const confirmed = await as(http, ana, 'POST', `${me}/confirm`, { code: code() })
      assert.equal(confirmed.json.recoveryCodes.length, 10)
      const without = await signIn(http, body)
      assert.deepEqual([without.status, keyOf(without)], [401, 'SECOND_FACTOR'])
      assert.equal((await signIn(http, { ...body, code: code() })).status, 401, 'the code that confirmed it was used')
      http.now.at += 30_000
      assert.equal((await signIn(http, { ...body, code: code() })).status, 201)
      assert.equal((await signIn(http, { ...body, code: code() })).status, 401)
      const [first = ''] = confirmed.json.recoveryCodes as string[]
      assert.equal((await signIn(http, { ...body, code: first.toUpperCase() })).status, 201)
      http.now.at += 60_000
      assert.equal((await signIn(http, { ...body, code: first })).status, 401)
      // A link replaces the password alone.
      const link = await http.inject('POST', `/manage/v1/users/${ana.userId}/links`)
      const entered = await anonymous(http, 'POST', '/manage/v1/sessions/by-link', {
        token: tokenOf(link),
        password: other,
      })
      assert.deepEqual(
        [entered.status, keyOf(entered), entered.headers['set-cookie']],
        [401, 'SECOND_FACTOR', undefined],
      )
      assert.equal((await http.inject('DELETE', `/manage/v1/users/${ana.userId}/totp`)).status, 204)
      http.now.at += 60_000
      assert.equal((await signIn(http, { ...body, password: other })).status, 201)
      assert.doesNotMatch(JSON.stringify(await trail(http)) + http.logged(), new RegExp(secret))
    })

    test('guessing is throttled; another person is not, and strangers do not learn who exists', async () => {
      await using http = await openTestHttp({}, backend.open())
      await invited(http, allRoles)
      const bad = (email: string) => signIn(http, { email, password: 'not that one' })
      const [known, unknown] = [await bad('ana@example.com'), await bad('nobody@example.com')]
      assert.deepEqual([known.status, known.text], [unknown.status, unknown.text])
      for (let n = 0; n < 4; n++) assert.equal((await bad('ana@example.com')).status, 401)
      const refused = await bad('ana@example.com')
      assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '1'])
      assert.equal((await signIn(http, { email: 'ana@example.com', password })).status, 429, 'also the right one')
      await invited(http, allRoles, 'eva@example.com')
      assert.equal((await signIn(http, { email: 'eva@example.com', password })).status, 201)
      http.now.at += 1_000
      assert.equal((await signIn(http, { email: 'ana@example.com', password })).status, 201)
      const many = await Promise.all(Array.from({ length: 40 }, () => bad('ana@example.com')))
      assert.equal(many.filter(({ status }) => status === 401).length, 5)
    })

    test('a link works once and until it expires; weak passwords are refused and do not consume it', async () => {
      await using http = await openTestHttp({}, backend.open())
      const made = await http.inject('POST', '/manage/v1/users', {
        body: { email: 'ana@example.com', name: 'Ana', grants: [] },
      })
      assert.equal(
        (await http.inject('POST', '/manage/v1/users', { body: { email: 'ANA@example.com', name: 'B', grants: [] } }))
          .status,
        409,
      )
      assert.equal(made.json.hasPassword, false)
      const token = tokenOf(made)
      assert.match(made.json.link.url, /^https:\/\/recado\.example\/sign-in#rcl_[\w-]{43}$/)
      const redeem = (body: object) => anonymous(http, 'POST', '/manage/v1/sessions/by-link', { token, ...body })
      assert.deepEqual((await anonymous(http, 'POST', '/manage/v1/sessions/link', { token })).json, {
        kind: 'user',
        email: 'ana@example.com',
      })
      for (const weak of ['corta', 'ana@example.com1', 'aaaaaaaaaaaaaa', 'p'.repeat(200)])
        assert.deepEqual(Object.keys((await redeem({ password: weak })).json.validationError), ['password'], weak)
      assert.equal(
        (await signIn(http, { email: 'ana@example.com', password: '' })).status,
        401,
        'nobody has an empty password',
      )
      assert.equal((await redeem({ password })).status, 201)
      assert.deepEqual(
        [(await redeem({ password })).status, keyOf(await redeem({ password: other }))],
        [410, 'LINK_GONE'],
      )
      const link = await http.inject('POST', `/manage/v1/users/${made.json.userId}/links`, {
        body: { expiresInSeconds: 60 },
      })
      http.now.at += 60_000
      assert.equal((await anonymous(http, 'POST', '/manage/v1/sessions/link', { token: tokenOf(link) })).status, 410)
    })

    test('a key: shown once, for its bots on both APIs, until its end; its last use is shown', async () => {
      await using http = await openTestHttp({}, backend.open())
      const body = { name: 'Reports', grants: [{ role: 'agent', bots: ['demo'] }], expiresInSeconds: 3_600 }
      const made = await http.inject('POST', '/manage/v1/api-keys', { body })
      const { apiKey, keyId, prefix } = made.json
      assert.match(apiKey, /^rck_[\w-]{43}$/)
      assert.ok(apiKey.startsWith(prefix))
      const listed = await http.inject('GET', '/manage/v1/api-keys')
      assert.doesNotMatch(listed.text, new RegExp(apiKey))
      assert.deepEqual(listed.json.results[0].lastUsedAt, null)
      const auth = `Bearer ${apiKey}`
      const send = () =>
        http.inject('POST', '/v1/bots/demo/messages', {
          auth,
          body: { type: 'text', userId: '593987654321', text: 'hola' },
          headers: { 'idempotency-key': 'k' },
        })
      const [first, second] = [await send(), await send()]
      assert.deepEqual([first.status, second.headers['idempotency-replayed']], [200, 'true'])
      assert.equal((await http.inject('GET', '/v1/bots/other/users', { auth })).json.error.key, 'FORBIDDEN_BOT')
      assert.deepEqual(
        (await http.inject('GET', '/manage/v1/bots', { auth })).json.results.map(({ id }: { id: string }) => id),
        ['demo'],
      )
      assert.equal((await http.inject('GET', '/manage/v1/clients', { auth })).json.error.key, 'FORBIDDEN_ROLE')
      await eventually(async () => (await http.store.apiKey(keyId))?.lastUsedAt === http.now.at, 'when it was used')
      for (const bots of [['nobody'], []]) {
        const refused = await http.inject('POST', '/manage/v1/api-keys', {
          body: { name: 'x', grants: [{ role: 'agent', bots }] },
        })
        assert.equal(refused.status, 422)
      }
      http.now.at += 3_600_000
      assert.equal((await http.inject('GET', '/v1/bots/demo/users', { auth })).status, 401)
    })

    test('nobody grants more than they have: an operator creates no admin, and deletes no admin key', async () => {
      await using http = await openTestHttp({}, backend.open())
      const operator = await invited(http, [{ role: 'operator', bots: 'all' }])
      const make = (role: string) =>
        as(http, operator, 'POST', '/manage/v1/api-keys', { name: 'k', grants: [{ role, bots: 'all' }] })
      for (const role of ['viewer', 'agent', 'marketing', 'operator'])
        assert.equal((await make(role)).status, 201, role)
      assert.equal(keyOf(await make('admin')), 'FORBIDDEN_ROLE')
      const admins = (await http.inject('POST', '/manage/v1/api-keys', { body: { name: 'a', grants: allRoles } })).json
      assert.equal((await as(http, operator, 'DELETE', `/manage/v1/api-keys/${admins.keyId}`)).status, 403)
      assert.equal((await http.inject('GET', '/manage/v1/me', { auth: `Bearer ${admins.apiKey}` })).json.kind, 'key')
    })

    test('the former management token works beside the new one', async () => {
      await using http = await openTestHttp(
        { config: { adminToken: 'the-new-token-0001', formerAdminToken: 'the-old-token-0001' } },
        backend.open(),
      )
      for (const [token, status] of [
        ['the-new-token-0001', 200],
        ['the-old-token-0001', 200],
        ['another-token-0001', 401],
      ] as const)
        assert.equal((await http.inject('GET', '/manage/v1/bots', { auth: `Bearer ${token}` })).status, status)
    })

    test('the trail names actor, action and object, before and after, of settings, keys, campaigns, reads and sign-ins', async () => {
      await using http = await openTestHttp({}, backend.open())
      const ana = await invited(http, allRoles)
      await http.inject('PATCH', '/manage/v1/bots/demo', { body: { name: 'Renamed' } })
      await as(http, ana, 'POST', '/manage/v1/bots/demo/webhook-secret')
      await as(http, ana, 'POST', '/manage/v1/clients', { id: 'made', name: 'Made', bots: 'all' })
      for (let n = 0; n < 3; n++) await as(http, ana, 'GET', '/v1/bots/demo/users')
      await http.inject('GET', '/v1/bots/demo/users')
      await http.inject('POST', '/v1/bots/demo/messages', {
        body: { type: 'text', userId: '593987654321', text: 'secreto' },
      })
      await as(http, ana, 'POST', '/v1/bots/demo/messages', { type: 'text', userId: '593987654321', text: 'secreto' })
      await http.inject('DELETE', '/manage/v1/bots/other')
      const rows = (await trail(http)).toReversed() as unknown as Record<string, Record<string, unknown>>[]
      const reported = rows.map(({ operation, actor, about }) =>
        [operation, actor?.kind, about?.id ?? about?.botId].join(' '),
      )
      assert.deepEqual(
        reported.filter((one) => !one.startsWith('GET /manage')),
        [
          `POST /manage/v1/users admin ${ana.userId}`,
          `password-by-link nobody ${ana.userId}`,
          `sign-in user ${ana.userId}`,
          'PATCH /manage/v1/bots/{botId} admin demo',
          'POST /manage/v1/bots/{botId}/webhook-secret user demo',
          'POST /manage/v1/clients user made',
          'GET /v1/bots/{botId}/users user demo',
          `POST /v1/bots/{botId}/messages user ${rows[7]?.about?.id}`,
          'DELETE /manage/v1/bots/{botId} admin other',
        ],
      )
      const at = (index: number) =>
        rows[index] as unknown as Record<
          'before' | 'after',
          { settings: object; secrets: Record<string, string> } | undefined
        >
      assert.equal((at(3).before?.settings as { name: string }).name, 'Your Bot')
      assert.equal((at(3).after?.settings as { name: string }).name, 'Renamed')
      assert.notEqual(at(4).before?.secrets.webhookSecret, at(4).after?.secrets.webhookSecret)
      assert.ok(at(8).before && !at(8).after)
      assert.doesNotMatch(JSON.stringify(rows), /secreto|canary|whsec_|rcs_|rcl_/)
      assert.deepEqual((await trail(http, '&botId=other')).length, 1)
      assert.doesNotMatch(JSON.stringify(rows), /593987654321/, 'a mark of the person')
      const ofPerson = await trail(http, '&userId=593987654321')
      assert.deepEqual(
        ofPerson.map(({ operation }) => operation),
        ['POST /v1/bots/{botId}/messages'],
      )
    })

    test('the trail is read by pages and as a whole, as NDJSON and CSV', async () => {
      await using http = await openTestHttp({}, backend.open())
      const entry = { actor: { kind: 'admin' as const }, operation: '=evil', outcome: 'done' as const }
      const all = Array.from({ length: 1_200 }, (_, n) => http.store.addAudit({ ...entry, at: http.now.at - n }))
      await Promise.all(all)
      const seen: string[] = []
      let after = ''
      do {
        const page = await http.inject('GET', `/manage/v1/audit?operation=%3Devil&limit=500${after}`)
        seen.push(...page.json.results.map(({ id }: { id: string }) => id))
        after = page.json.next === null ? '' : `&after=${page.json.next}`
      } while (after !== '')
      assert.equal(new Set(seen).size, 1_200)
      const ndjson = await http.inject('GET', '/manage/v1/audit?operation=%3Devil&format=ndjson')
      assert.deepEqual(
        ndjson.text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line).id),
        seen,
      )
      const csv = await http.inject('GET', '/manage/v1/audit?operation=%3Devil&format=csv', {
        headers: { 'accept-language': 'en' },
      })
      const lines = csv.text.trimEnd().split('\r\n')
      assert.equal(lines.length, 1_201)
      assert.match(lines[1] ?? '', /,'=evil,/)
      assert.ok(
        (await trail(http)).filter(({ operation }) => operation === 'GET /manage/v1/audit').length >= 5,
        'and that is told too',
      )
    })

    test('a flood of refusals leaves few rows, with the number of those left out', async () => {
      await using http = await openTestHttp({}, backend.open())
      await Promise.all(
        // As many as are checked before the address is throttled (http/limits/sign-in-limit.ts).
        Array.from({ length: 190 }, (_, n) =>
          http.inject('GET', '/v1/bots/demo/users', { auth: `Basic ${btoa(`c${n}:x`)}` }),
        ),
      )
      const refused = await eventually(async () => {
        const found = await trail(http, '&outcome=refused')
        return found.length >= 5 && found
      }, 'the first ones')
      assert.equal(refused.length, 5)
      http.now.at += 60_000
      await http.inject('GET', '/v1/bots/other/users', { auth: 'Basic nothing' })
      const next = await eventually(
        async () => (await trail(http, '&outcome=refused')).find(({ details }) => details !== undefined),
        'the next minute',
      )
      assert.deepEqual(next.details, { leftOut: 185 })
    })

    test('clients work as before, whatever cookie comes along', async () => {
      await using http = await openTestHttp({}, backend.open())
      const ana = await invited(http, [{ role: 'viewer', bots: ['other'] }])
      const { cookie } = ana
      assert.equal((await http.inject('GET', '/v1/bots/demo/users', { auth: anyBot, headers: { cookie } })).status, 200)
      assert.equal(
        (await http.inject('GET', '/manage/v1/bots/demo', { auth: bearer, headers: { cookie } })).status,
        200,
      )
      assert.equal(
        (await http.inject('GET', '/v1/bots/other/users', { auth: 'Basic nothing', headers: { cookie } })).status,
        401,
      )
      assert.equal((await http.inject('GET', '/v1/bots/demo/users', { auth: bearer })).status, 401)
      // A cookie of no session, and one whose token is a key.
      const key = newToken('key', (bytes) => Buffer.alloc(bytes, 1))
      await http.store.addApiKey(
        { id: 'key_1', name: 'k', prefix: 'rck_', grants: [], createdAt: 1 },
        tokenHash('key', key, seal.hash),
      )
      assert.equal((await as(http, { cookie: `recado_session=${key}` }, 'GET', '/manage/v1/me')).status, 401)
    })
  })
}
