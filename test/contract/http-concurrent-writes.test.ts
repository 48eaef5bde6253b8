/**
 * Two concurrent writers lose nothing: on every PATCH and PUT of openapi.json, and on other registrations, in one
 * process and in two on one database. A new PATCH or PUT fails here until its result for two writers is declared.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually } from '../support/gateway.ts'
import { type Answer, openTestHttp, type TestHttp } from '../support/http.ts'
import { type HttpPair, openHttpPair } from '../support/http-pair.ts'
import { inlined, openapi } from '../support/openapi.ts'
import { signedIn } from '../support/signed-in.ts'
import { tieredBackends } from '../support/store.ts'
import { phoneNumberId, startTestSandbox, type TestSandbox, wabaId } from '../support/test-sandbox.ts'

const rounds = 10
let meta: TestSandbox | undefined
const person = '593987654321'

type Body = Record<string, unknown>
type Method = 'PATCH' | 'PUT' | 'POST'
type Write = { method?: Method; url: string; body: Body }

type Writing = {
  prepare?: (http: TestHttp) => Promise<unknown>
  /** Two independent writes of the round. */
  writes: (round: number) => [Write, Write]
  /** The result, in the form of the two writes. */
  seen: (http: TestHttp) => Promise<unknown>
  both: (round: number) => unknown
  /** Each write is the whole: one of them remains, nothing is mixed. */
  whole?: (round: number) => unknown[]
  /** While one runs the other may be refused, but never lost. */
  mayRefuse?: true
}

const get = async (http: TestHttp, url: string) => (await http.inject('GET', url)).json
const pick = (from: Body, ...keys: string[]) => Object.fromEntries(keys.map((key) => [key, from[key]]))

const bot = '/manage/v1/bots/demo'
const client = '/manage/v1/clients/client_other'
const user = '/manage/v1/users/usr_ana'
const grantsOf = (round: number) => [{ role: round % 2 === 0 ? 'agent' : 'operator', bots: ['demo'] }]
const profile = `${bot}/profile`
const conversation = `/manage/v1/bots/demo/conversations/${person}`
const panel = '/manage/v1/bots/demo/support-panel'
const quickAnswer = '/manage/v1/bots/demo/quick-answers/hola'
const rateCards = '/manage/v1/rate-cards'
let viewId = ''
const skill = '/manage/v1/bots/demo/skills/2222'
const definition = '/manage/v1/bots/demo/templates/parallel/es'
const draft = '/v1/bots/demo/templates/a_draft'
const hook = 'https://hook.example.com/a'

const text = (round: number, which: string) => `${which} ${round}`
const message = (of: string) => ({ kind: 'messages', messages: [{ type: 'text', text: of }] })
const components = (of: string) => ({ category: 'UTILITY', components: [{ type: 'BODY', text: of }] })
const events = (url: string, ...types: string[]) => ({ webhooks: [{ url, events: types }] })

function cardOf(source: string, market: string): Body {
  const rates = [{ effectiveDate: '2026-10-01', currency: 'USD', market, category: 'marketing', rate: '0.01' }]
  return { source, rates }
}

async function createDraft(http: TestHttp): Promise<void> {
  const body = { elementName: 'a_draft', language: 'es', category: 'UTILITY', template: 'Hola a todos' }
  const made = await http.inject('POST', '/v1/bots/demo/templates?sendToAprove=false', { body })
  assert.equal(made.status, 200, made.text)
}

/** The sandbox in place of Meta. */
async function toSandbox(http: TestHttp): Promise<void> {
  const channel = { phoneNumberId, wabaId, graphUrl: meta?.url, accessToken: 'any' }
  const changed = await http.inject('PATCH', bot, { body: { channel } })
  assert.equal(changed.status, 200, changed.text)
}

const endpointId = 'ep_00000000000000000000000001'
const createEndpoint = (http: TestHttp) =>
  http.store.putEndpoint({ id: endpointId, botId: 'demo', url: hook, events: ['read'], createdAt: 1 })

/** By operation of openapi.json. */
const writings: Record<string, Writing> = {
  'patch /manage/v1/bots/{botId}': {
    writes: (round) => [
      { url: bot, body: { name: text(round, 'Bot'), channel: { accessToken: 'a' }, webhookUrl: `${hook}/${round}` } },
      { url: bot, body: { messagesPerSecond: round + 1, channel: { wabaId: String(round + 1) }, window: 'warn' } },
    ],
    async seen(http) {
      const { channel, ...found } = await get(http, bot)
      return { ...pick(found, 'name', 'webhookUrl', 'messagesPerSecond', 'window'), wabaId: channel.wabaId }
    },
    both: (round) => ({
      name: text(round, 'Bot'),
      webhookUrl: `${hook}/${round}`,
      messagesPerSecond: round + 1,
      window: 'warn',
      wabaId: String(round + 1),
    }),
  },
  'patch /manage/v1/clients/{clientId}': {
    writes: (round) => [
      { url: client, body: { name: text(round, 'Client') } },
      { url: client, body: { bots: round % 2 === 0 ? ['demo'] : ['other', 'demo'] } },
    ],
    seen: async (http) => pick(await get(http, client), 'name', 'bots'),
    both: (round) => ({ name: text(round, 'Client'), bots: round % 2 === 0 ? ['demo'] : ['other', 'demo'] }),
  },
  'patch /manage/v1/users/{memberId}': {
    prepare: (http) => signedIn(http, 'ana'),
    writes: (round) => [
      { url: user, body: { name: text(round, 'Ana') } },
      { url: user, body: { grants: grantsOf(round) } },
    ],
    seen: async (http) => pick(await get(http, user), 'name', 'grants'),
    both: (round) => ({ name: text(round, 'Ana'), grants: grantsOf(round) }),
  },
  'patch /manage/v1/endpoints/{endpointId}': {
    prepare: createEndpoint,
    writes: (round) => [
      {
        url: `/manage/v1/endpoints/${endpointId}`,
        body: { url: `${hook}/${round}`, maxAttempts: round + 1, batch: round % 2 === 1 },
      },
      {
        url: `/manage/v1/endpoints/${endpointId}`,
        body: { events: round % 2 === 0 ? ['read'] : ['failed', 'reply'], onlyManual: round % 2 === 0 },
      },
    ],
    seen: async (http) =>
      pick(
        await get(http, `/manage/v1/endpoints/${endpointId}`),
        'url',
        'events',
        'onlyManual',
        'maxAttempts',
        'batch',
      ),
    both: (round) => ({
      url: `${hook}/${round}`,
      events: round % 2 === 0 ? ['read'] : ['failed', 'reply'],
      onlyManual: round % 2 === 0,
      maxAttempts: round + 1,
      batch: round % 2 === 1,
    }),
  },
  'patch /manage/v1/bots/{botId}/conversations/{userId}': {
    async prepare(http) {
      await signedIn(http, 'ana', [{ role: 'agent', bots: ['demo'] }])
      await signedIn(http, 'eva', [{ role: 'agent', bots: ['demo'] }])
      await http.inject('POST', `/v1/bots/demo/users/${person}/cache`, { body: { params: { a: 1 } } })
    },
    writes: (round) => [
      { url: conversation, body: { assignee: round % 2 === 0 ? 'usr_ana' : 'usr_eva' } },
      { url: conversation, body: { labels: [text(round, 'label')] } },
    ],
    async seen(http) {
      const { assignee, labels } = await get(http, conversation)
      return { assignee: assignee?.memberId, labels }
    },
    both: (round) => ({ assignee: round % 2 === 0 ? 'usr_ana' : 'usr_eva', labels: [text(round, 'label')] }),
  },
  // Meta has it: the last one there is the whole.
  'put /manage/v1/bots/{botId}/profile': {
    prepare: toSandbox,
    writes: (round) => [
      { method: 'PUT', url: profile, body: { address: text(round, 'one'), description: 'one' } },
      { method: 'PUT', url: profile, body: { address: text(round, 'two'), description: 'two' } },
    ],
    seen: async (http) => pick(await get(http, profile), 'address', 'description'),
    both: () => undefined,
    whole: (round) => [
      { address: text(round, 'one'), description: 'one' },
      { address: text(round, 'two'), description: 'two' },
    ],
  },
  'patch /manage/v1/views/{viewId}': {
    async prepare(http) {
      const body = { page: 'messages', name: 'A view', filters: {} }
      viewId = (await http.inject('POST', '/manage/v1/views', { body })).json.id
    },
    writes: (round) => [
      { url: `/manage/v1/views/${viewId}`, body: { name: text(round, 'View'), shared: round % 2 === 0 } },
      { url: `/manage/v1/views/${viewId}`, body: { filters: { code: text(round, 'code') } } },
    ],
    seen: async (http) => pick(await get(http, `/manage/v1/views/${viewId}`), 'name', 'shared', 'filters'),
    both: (round) => ({
      name: text(round, 'View'),
      shared: round % 2 === 0,
      filters: { code: text(round, 'code') },
    }),
  },
  'put /manage/v1/bots/{botId}/support-panel': {
    writes: (round) => [
      { method: 'PUT', url: panel, body: { url: `${hook}/one/${round}`, auth: { type: 'bearer', token: 'one' } } },
      { method: 'PUT', url: panel, body: { url: `${hook}/two/${round}` } },
    ],
    seen: async (http) => pick(await get(http, panel), 'url', 'auth'),
    both: () => undefined,
    whole: (round) => [
      { url: `${hook}/one/${round}`, auth: { type: 'bearer' } },
      { url: `${hook}/two/${round}`, auth: null },
    ],
  },
  'put /manage/v1/bots/{botId}/quick-answers/{name}': {
    writes: (round) => [
      { method: 'PUT', url: quickAnswer, body: { text: text(round, 'one') } },
      { method: 'PUT', url: quickAnswer, body: { text: text(round, 'two') } },
    ],
    seen: async (http) => pick(await get(http, quickAnswer), 'text'),
    both: () => undefined,
    whole: (round) => [{ text: text(round, 'one') }, { text: text(round, 'two') }],
  },
  'put /manage/v1/bots/{botId}/skills/{skillId}': {
    writes: (round) => [
      { method: 'PUT', url: skill, body: { name: 'A skill', ...message(text(round, 'one')) } },
      { method: 'PUT', url: skill, body: { name: 'A skill', ...message(text(round, 'two')), next: '3333' } },
    ],
    seen: async (http) => pick(await get(http, skill), 'messages', 'next'),
    both: () => undefined,
    whole: (round) => [
      { messages: message(text(round, 'one')).messages, next: undefined },
      { messages: message(text(round, 'two')).messages, next: '3333' },
    ],
  },
  'put /manage/v1/bots/{botId}/templates/{elementName}/{language}': {
    writes: (round) => [
      { method: 'PUT', url: definition, body: components(text(round, 'one')) },
      { method: 'PUT', url: definition, body: { ...components(text(round, 'two')), category: 'MARKETING' } },
    ],
    async seen(http) {
      const [found] = await http.store.templatesNamed('demo', 'parallel')
      return { category: found?.category, components: found?.components }
    },
    both: () => undefined,
    whole: (round) => [components(text(round, 'one')), { ...components(text(round, 'two')), category: 'MARKETING' }],
  },
  'patch /v1/bots/{botId}/templates/{elementName}': {
    prepare: createDraft,
    mayRefuse: true,
    writes: (round) => [
      { url: draft, body: { displayName: text(round, 'Draft') } },
      { url: draft, body: { template: text(round, 'Hola') } },
    ],
    seen: async (http) => pick((await get(http, draft)).data[0], 'displayName', 'template'),
    both: (round) => ({ displayName: text(round, 'Draft'), template: text(round, 'Hola') }),
  },
  'put /v1/bots/{botId}/templates/{elementName}': {
    prepare: createDraft,
    mayRefuse: true,
    writes: (round) => [
      { method: 'PUT', url: draft, body: { displayName: 'A', template: text(round, 'uno') } },
      { method: 'PUT', url: draft, body: { displayName: 'B', template: text(round, 'dos') } },
    ],
    seen: async (http) => pick((await get(http, draft)).data[0], 'displayName', 'template'),
    both: () => undefined,
    whole: (round) => [
      { displayName: 'A', template: text(round, 'uno') },
      { displayName: 'B', template: text(round, 'dos') },
    ],
  },
}

const url = (round: number) => `${hook}/${round}`
const eventHooks = '/v1/bots/demo/events/webhook'

/** Other requests that change existing resources. */
const registrations: Record<string, Writing> = {
  'events of one address, from two callers': {
    writes: (round) => [
      { method: 'POST', url: eventHooks, body: events(url(round), 'read') },
      { method: 'POST', url: eventHooks, body: events(url(round), 'failed') },
    ],
    seen: async (http) => pick((await get(http, eventHooks)).data, 'read', 'failed'),
    both: (round) => ({ read: url(round), failed: url(round) }),
  },
  'the bot webhook and events at the same address, and what each asks for': {
    writes: (round) => [
      { method: 'POST', url: '/v1/bots/demo/webhook', body: { webhookUrl: url(round), onlyManual: round % 2 === 0 } },
      {
        method: 'POST',
        url: eventHooks,
        body: { webhooks: [{ url: url(round), events: ['read', 'failed'], maxAttempts: round + 1 }] },
      },
    ],
    async seen(http) {
      const { data } = await get(http, eventHooks)
      const found = (await http.store.endpoints('demo')).find((one) => one.events.includes('message'))
      return { ...data, message: found?.url, isOnlyManual: found?.isOnlyManual ?? false, attempts: found?.maxAttempts }
    },
    both: (round) => ({
      read: url(round),
      failed: url(round),
      message: url(round),
      isOnlyManual: round % 2 === 0,
      attempts: round + 1,
    }),
  },
  'events that move away from an address while others come to it': {
    prepare: (http) => http.inject('POST', eventHooks, { body: events(url(0), 'read', 'failed') }),
    writes: (round) => [
      { method: 'POST', url: eventHooks, body: events(url(round + 1), 'read', 'failed') },
      { method: 'POST', url: eventHooks, body: events(url(round), 'reply') },
    ],
    seen: async (http) => pick((await get(http, eventHooks)).data, 'read', 'failed', 'reply'),
    both: (round) => ({ read: url(round + 1), failed: url(round + 1), reply: url(round) }),
  },
  'the bot webhook that moves away from an address while events come to it': {
    prepare: (http) => http.inject('POST', '/v1/bots/demo/webhook', { body: { webhookUrl: url(0) } }),
    writes: (round) => [
      { method: 'POST', url: '/v1/bots/demo/webhook', body: { webhookUrl: url(round + 1) } },
      { method: 'POST', url: eventHooks, body: events(url(round), 'reply') },
    ],
    async seen(http) {
      const { data } = await get(http, eventHooks)
      return { reply: data.reply, message: (await get(http, '/v1/bots/demo/webhook')).message[0].webhookUrl }
    },
    both: (round) => ({ reply: url(round), message: url(round + 1) }),
  },
  "a person's memory": {
    writes: (round) => [
      { method: 'POST', url: `/v1/users/${person}/cache`, body: { botId: 'demo', params: { one: round } } },
      { method: 'POST', url: `/v1/users/${person}/cache`, body: { botId: 'demo', params: { two: round } } },
    ],
    seen: (http) => get(http, `/v1/users/${person}/cache?botId=demo`),
    both: (round) => ({ one: round, two: round }),
  },
  "a person's memory and state": {
    writes: (round) => [
      { method: 'POST', url: `/v1/users/${person}/cache`, body: { botId: 'demo', params: { one: round } } },
      {
        method: 'POST',
        url: '/v1/users/state',
        body: { botId: 'demo', userId: person, state: round % 2 === 0 ? 'manual' : 'auto' },
      },
    ],
    seen: async (http) => pick(await get(http, `/v1/bots/demo/users/${person}`), 'memory', 'state'),
    both: (round) => ({ memory: { one: round }, state: round % 2 === 0 ? 'manual' : 'auto' }),
  },
}

async function write(http: TestHttp, { method = 'PATCH', url, body }: Write, ifMatch?: string): Promise<Answer> {
  return http.inject(method, url, { body, ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }) })
}

async function atOnce({ one, other }: HttpPair, [first, second]: [Write, Write], ifMatch?: string): Promise<Answer[]> {
  return Promise.all([write(one, first, ifMatch), write(other, second, ifMatch)])
}

async function writeAtOnce(pair: HttpPair, writing: Writing, round: number): Promise<void> {
  const answers = await atOnce(pair, writing.writes(round))
  const refused = answers.findIndex(({ status }) => status !== 200)
  if (refused >= 0) {
    assert.ok(writing.mayRefuse && answers[refused]?.status === 409, answers[refused]?.text ?? '')
    const again = writing.writes(round)[refused]
    if (again !== undefined && !writing.whole) assert.equal((await write(pair.one, again)).status, 200)
  }
  const seen = JSON.parse(JSON.stringify(await settled(pair, writing)))
  if (!writing.whole) return assert.deepEqual(seen, writing.both(round), `round ${round}`)
  const wholes = JSON.parse(JSON.stringify(writing.whole(round))) as unknown[]
  assert.ok(
    wholes.some((whole) => JSON.stringify(whole) === JSON.stringify(seen)),
    `round ${round}: ${JSON.stringify(seen)}`,
  )
}

/** A process's cache follows by a notice: its own write is visible at once, the other's a moment later. */
async function settled({ one, other }: HttpPair, { seen }: Writing): Promise<unknown> {
  return eventually(async () => {
    const [here, there] = [await seen(one), await seen(other)]
    return JSON.stringify(here) === JSON.stringify(there) && { here }
  }, 'both processes see the same').then(({ here }) => here)
}

/** Both processes know what was prepared: one that does not would ask another Meta. */
async function prepared({ one, other }: HttpPair, { prepare }: Writing): Promise<void> {
  if (prepare === undefined) return
  await prepare(one)
  const isKnown = async () => JSON.stringify(await get(one, bot)) === JSON.stringify(await get(other, bot))
  await eventually(isKnown, 'both processes know the bot')
}

type Operation = { parameters?: { in: string; name: string }[] }
const { paths } = inlined<{ paths: Record<string, Record<string, Operation>> }>(openapi)
const changes = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([method]) => method === 'put' || method === 'patch')
    .map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
)

/**
 * It belongs to one person and is shown to nobody: the current password takes the place of the revision. Two at once
 * have a test of their own below.
 */
const ownPassword = 'put /manage/v1/me/password'
/** It belongs to one process and is replaced whole. Two at once have a test of their own below. */
const logLevel = 'put /manage/v1/log-level'
/** One request may replace many cards, each of them whole. Two at once have a test of their own below. */
const cards = 'put /manage/v1/rate-cards'
const withoutRevision = [ownPassword, logLevel, cards]

test('every PATCH and PUT of openapi.json is here, and those of the management API honour If-Match', () => {
  assert.ok(changes.length >= 7)
  assert.deepEqual(changes.map(({ name }) => name).sort(), [...Object.keys(writings), ...withoutRevision].sort())
  for (const { name, operation } of changes.filter((one) => !withoutRevision.includes(one.name))) {
    const honours = operation.parameters?.some((parameter) => parameter.name === 'If-Match') ?? false
    assert.equal(honours, name.includes('/manage/'), name)
  }
})

test(`${logLevel}: one of two at once remains, whole`, async () => {
  await using http = await openTestHttp()
  const url = '/manage/v1/log-level'
  for (let round = 0; round < 3; round++) {
    const wishes = [{ level: 'debug', forSeconds: 600 }, { level: 'warn' }]
    const answers = await Promise.all(wishes.map((body) => http.inject('PUT', url, { body })))
    assert.deepEqual(
      answers.map(({ status, json }) => [status, json.level]),
      wishes.map(({ level }) => [200, level]),
    )
    const { level, until } = await get(http, url)
    assert.equal(level === 'debug', until !== null)
  }
})

for (const backend of tieredBackends) {
  describe(`two writers at once (${backend.name})`, () => {
    before(async () => {
      meta = await startTestSandbox()
    })
    after(() => meta?.[Symbol.asyncDispose]())

    test(`${cards}: one of two at once remains, whole`, async () => {
      await using pair = await openHttpPair(backend)
      const wanted = `${rateCards}?effectiveDate=2026-10-01&currency=USD`
      for (let round = 0; round < rounds; round++) {
        const bodies = [cardOf(text(round, 'one'), 'BR'), cardOf(text(round, 'two'), 'EC')]
        const answers = await Promise.all(
          [pair.one, pair.other].map((http, at) => http.inject('PUT', rateCards, { body: bodies[at] ?? {} })),
        )
        assert.deepEqual(
          answers.map(({ status }) => status),
          [200, 200],
        )
        const [stored] = (await get(pair.one, wanted)).results
        const found = `${stored?.source} ${stored?.rates[0]?.market}`
        assert.ok([`${text(round, 'one')} BR`, `${text(round, 'two')} EC`].includes(found), found)
      }
    })

    test(`${ownPassword}: one of them remains, and signs in`, async () => {
      await using pair = await openHttpPair(backend)
      const headers = await signedIn(pair.one, 'ana')
      let current = 'la frase del principio'
      const { store, deps } = pair.one
      await store.setPassword('usr_ana', await deps.access.passwords.hash(current), deps.clock(), 'ses_ana')
      for (let round = 0; round < 3; round++) {
        const wishes = ['una', 'otra'].map((which) => `${which} frase de la vuelta ${round}`)
        const answers = await Promise.all(
          [pair.one, pair.other].map((http, at) =>
            http.inject('PUT', '/manage/v1/me/password', {
              auth: undefined,
              headers,
              body: { current, password: wishes[at] },
            }),
          ),
        )
        const good = wishes.filter((_, at) => answers[at]?.status === 204)
        assert.ok(good.length > 0, answers.map(({ text }) => text).join())
        const entered = []
        for (const password of good) {
          const body = { email: 'ana@example.com', password }
          const answer = await pair.one.inject('POST', '/manage/v1/sessions', { auth: undefined, body })
          if (answer.status === 201) entered.push(password)
        }
        assert.equal(entered.length, 1)
        current = entered[0] ?? ''
      }
    })

    for (const [name, writing] of Object.entries({ ...writings, ...registrations })) {
      test(`${name}: neither is lost`, async () => {
        await using pair = await openHttpPair(backend)
        await prepared(pair, writing)
        for (let round = 0; round < rounds; round++) await writeAtOnce(pair, writing, round)
      })
    }

    for (const [name, writing] of Object.entries(writings).filter(([one]) => one.includes('/manage/'))) {
      test(`${name}: of two writers with the same revision, one succeeds and the other gets 412`, async () => {
        await using pair = await openHttpPair(backend)
        await prepared(pair, writing)
        const [first] = writing.writes(0)
        const made = await write(pair.one, first)
        let etag = String(made.headers.etag)
        assert.match(etag, /^"[0-9a-z]+"$/)
        for (let round = 1; round < rounds; round++) {
          const answers = await atOnce(pair, writing.writes(round), etag)
          assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412], `round ${round}`)
          const stale = answers.find(({ status }) => status === 412)
          assert.equal(stale?.json.error.key, 'PRECONDITION_FAILED')
          const next = String(answers.find(({ status }) => status === 200)?.headers.etag)
          assert.notEqual(next, etag)
          etag = next
        }
        for (const spelling of ['W/TAG', '"zzz", TAG', '*']) {
          const good = spelling.replace('TAG', etag)
          const answer = await write(pair.one, first, good)
          assert.equal(answer.status, 200, good)
          etag = String(answer.headers.etag)
        }
        for (const wrong of ['"zzz"', 'no tag at all', '""']) {
          assert.equal((await write(pair.one, first, wrong)).status, 412, wrong)
        }
      })
    }

    test('a missing resource does not match, and a deletion checks the revision too', async () => {
      await using pair = await openHttpPair(backend)
      const { one: http } = pair
      const put = await http.inject('PUT', skill, { body: message('a'), headers: { 'if-match': '*' } })
      assert.equal(put.status, 412)
      const made = await http.inject('PUT', skill, { body: message('a') })
      assert.equal(made.status, 200)
      for (const resource of [skill, bot, client]) {
        const before = await http.inject('GET', resource)
        const etag = String(before.headers.etag)
        assert.equal((await http.inject('DELETE', resource, { headers: { 'if-match': '"1a"' } })).status, 412, resource)
        assert.equal((await http.inject('GET', resource)).status, 200)
        assert.equal((await http.inject('DELETE', resource, { headers: { 'if-match': etag } })).status, 204, resource)
        assert.equal((await http.inject('DELETE', resource, { headers: { 'if-match': etag } })).status, 404, resource)
      }
    })

    test('of two that create the same resource one succeeds, with its own secret, and the other gets 409', async () => {
      await using pair = await openHttpPair(backend)
      for (let round = 0; round < rounds; round++) {
        const channel = { phoneNumberId: `77${round}`, wabaId: '1', accessToken: 'a', appSecret: 'b', verifyToken: 'c' }
        const bots = await atOnce(pair, [
          { method: 'POST', url: '/manage/v1/bots', body: { id: `bot_a${round}`, name: 'A', channel } },
          { method: 'POST', url: '/manage/v1/bots', body: { id: `bot_b${round}`, name: 'B', channel } },
        ])
        assert.deepEqual(bots.map(({ status }) => status).sort(), [201, 409])
        const body = { id: `client_${round}`, name: 'C', bots: 'all' }
        const made = await atOnce(pair, [
          { method: 'POST', url: '/manage/v1/clients', body },
          { method: 'POST', url: '/manage/v1/clients', body },
        ])
        assert.deepEqual(made.map(({ status }) => status).sort(), [201, 409])
        const secrets = await pair.one.store.clientSecrets(body.id)
        assert.equal(secrets.length, 1)
      }
    })

    test('of two concurrent renewals of a secret the last one stays, and only the others end', async () => {
      await using pair = await openHttpPair(backend)
      for (let round = 0; round < rounds; round++) {
        // A new client each time: a client has a maximum number of secrets (model/quota.ts).
        const body = { id: `renewed_${round}`, name: 'R', bots: 'all' }
        assert.equal((await pair.one.inject('POST', '/manage/v1/clients', { body })).status, 201)
        const url = `/manage/v1/clients/${body.id}/secrets`
        const renewal: Write = { method: 'POST', url, body: { overlapSeconds: 3600 } }
        const renewed = await atOnce(pair, [renewal, renewal])
        assert.deepEqual(
          renewed.map(({ status }) => status),
          [201, 201],
        )
        const secrets = await pair.one.store.clientSecrets(body.id)
        assert.equal(secrets.filter(({ expiresAt }) => expiresAt === undefined).length, 1, `round ${round}`)
      }
    })
  })
}
