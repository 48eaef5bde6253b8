/**
 * The table of the sandbox's rules, each with a request just inside and one just outside: accepted, and refused (at
 * once or late) with Meta's code and a text that identifies the rule. Both directions: rows and examples, rows and
 * switches, rows and docs/sandbox-rules.md.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { after, before, beforeEach, describe, test } from 'node:test'
import type { FlowStatus } from '../../sandbox/flow.ts'
import { type PhoneNumber, sandboxNumber } from '../../sandbox/identity.ts'
import { receiveInbound } from '../../sandbox/inbound/inbound.ts'
import { defaultLimits, defaultRules } from '../../sandbox/rules/switch.ts'
import { type RuleRow, ruleOf, ruleTable } from '../../sandbox/rules/table.ts'
import { handleMessage, type Posted } from '../../sandbox/send.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import {
  contentExamples,
  type Example,
  envelopeExamples,
  extraTemplates,
  interactiveExamples,
  person,
  templateExamples,
} from '../support/sandbox-examples.ts'

type Json = Record<string, unknown>
type Outcome = { code: number; text: string } | undefined

let sandbox: Sandbox
let voiceId = ''

before(async () => {
  sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    seed: 1,
    demoPerson: true,
    logLevel: 'silent',
    statusDelayMs: { sent: 10, delivered: 20, read: 30 },
  })
})
after(() => sandbox.stop())

beforeEach(() => {
  const { world } = sandbox
  world.reset()
  world.clock.freeze()
  for (const template of extraTemplates) world.templates.put(sandboxNumber.wabaId, template)
  voiceId = world.media.put({ mimeType: 'audio/mpeg', bytes: Buffer.from('a') }).id
})

/** A message as HTTP delivers it: merged into a valid envelope; `known` is the id of an existing medium. */
function post(message: Json, given: Partial<Posted> = {}) {
  const whole = { messaging_product: 'whatsapp', to: `+${person}`, ...message }
  const body = JSON.stringify(whole).replaceAll('"known"', JSON.stringify(voiceId))
  const answer = handleMessage(sandbox.world, { phoneNumber: sandboxNumber, ...given, body })
  assert.equal(answer.kind, 'answer')
  return answer
}

/** The immediate outcome. */
function refusal(message: Json, given: Partial<Posted> = {}): Outcome {
  const answer = post(message, given)
  if (answer.statusCode === 200) return undefined
  const { error } = JSON.parse(answer.body) as { error: { code: number; message: string; error_data?: Json } }
  return { code: error.code, text: String(error.error_data?.details ?? error.message) }
}

/** The final outcome, after its 200 and a second. */
function ending(message: Json): Outcome {
  const answer = post(message)
  assert.equal(answer.statusCode, 200, answer.body)
  const wamid = (JSON.parse(answer.body) as { messages: [{ id: string }] }).messages[0].id
  const entry = sandbox.world.history.byWamid(wamid)
  sandbox.world.advance(1_000)
  return entry?.failure && { code: entry.failure.code, text: String(entry.failure.details) }
}

function assertBroken(row: RuleRow, outcome: Outcome): void {
  assert.ok(outcome, 'just outside is refused')
  assert.ok(row.codes.includes(outcome.code), `${outcome.code}: ${outcome.text}`)
  assert.match(outcome.text, row.text)
  assert.equal(ruleOf({ code: outcome.code, details: outcome.text })?.name, row.name)
}

const text: Json = { type: 'text', text: { body: 'a' } }
const image = { type: 'header', parameters: [{ type: 'image', image: { link: 'https://ejemplo.com/a.jpg' } }] }
const values = (count: number) => ({ type: 'body', parameters: Array(count).fill({ type: 'text', text: 'a' }) })
const template = (name: string, ...components: Json[]): Json => ({
  type: 'template',
  template: { name, language: { code: 'es' }, components },
})
const marketing = template('demo_image', image, values(2))
const control = (path: string, body: Json, method = 'PUT') =>
  fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const get = async (path: string, token = 'x'): Promise<{ outcome: Outcome; headers: Headers }> => {
  const answer = await fetch(sandbox.url + path, { headers: token === '' ? {} : { authorization: `Bearer ${token}` } })
  const body = (await answer.json().catch(() => ({}))) as { error?: { code: number; message: string } & Json }
  const { error } = body
  const details = (error?.error_data as Json | undefined)?.details
  return {
    outcome: error && { code: error.code, text: String(details ?? error.message) },
    headers: answer.headers,
  }
}
const another = (index: number): Json => ({ to: `+59398000${String(index).padStart(4, '0')}` })

/** A media server on loopback, for as long as `use` takes. */
async function withMedia<Result>(use: (url: string) => Promise<Result>): Promise<Result> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://media')
    if (url.pathname === '/gone') return void response.writeHead(404).end()
    const hops = Number(/^\/hops(\d+)$/.exec(url.pathname)?.[1] ?? 0)
    const location = hops === 1 ? '/file?type=image/png' : `/hops${hops - 1}`
    if (hops > 0) return void response.writeHead(302, { location }).end()
    if (url.pathname === '/ogg') {
      const codec = url.searchParams.get('codec') ?? ''
      const channels = Number(url.searchParams.get('channels') ?? 1)
      const head = Buffer.from(`OggS\0\x02 ${codec}\x01${String.fromCharCode(channels)}`, 'latin1')
      return void response.writeHead(200, { 'content-type': 'audio/ogg' }).end(head)
    }
    response.setHeader('content-type', url.searchParams.get('type') ?? 'image/jpeg')
    response.end(Buffer.alloc(Number(url.searchParams.get('size') ?? 10)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  try {
    return await use(`http://127.0.0.1:${port}`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

/** Sends a picture by link and waits for its end, with the clock running. */
async function linked(url: string, type = 'image', beside: Json = {}): Promise<Outcome> {
  const { world } = sandbox
  world.clock.resume()
  const answer = post({ type, [type]: { link: url, ...beside } })
  const wamid = (JSON.parse(answer.body) as { messages: [{ id: string }] }).messages[0].id
  const entry = world.history.byWamid(wamid)
  await new Promise<void>((resolve) => {
    const stop = world.history.onChange((changed) => {
      if (changed !== entry || (entry?.status !== 'read' && entry?.status !== 'failed')) return
      stop()
      resolve()
    })
  })
  return entry?.failure && { code: entry.failure.code, text: String(entry.failure.details) }
}

const linkRule = (inside: string, outside: string, more: Json = {}, type = 'image', beside: Json = {}) =>
  withMedia(async (url) => {
    await control('rules', { linkMedia: true, privateLinks: true })
    const taken = await linked(url + inside, type, beside)
    await control('rules', more)
    return [taken, await linked(url + outside, type, beside)] as const
  })

const flowMessage = (id: string): Json => ({
  type: 'interactive',
  interactive: {
    type: 'flow',
    body: { text: 'a' },
    action: { name: 'flow', parameters: { flow_message_version: '3', flow_cta: 'Abrir', flow_id: id } },
  },
})

/** The outcome of a message with a flow in this state. */
function flowOf(status: FlowStatus): Outcome {
  const { wabaId } = sandboxNumber
  sandbox.world.flows.put({ id: '7', wabaId, name: 'citas', categories: [], status, updatedAt: 0 })
  return refusal(flowMessage('7'))
}

type Pair = readonly [inside: Outcome, outside: Outcome]

const marketingEndpoint = { endpoint: 'marketing_messages' } as const
const accountWith = (marketingMessages: PhoneNumber['marketingMessages']) => ({
  ...marketingEndpoint,
  phoneNumber: { ...sandboxNumber, marketingMessages },
})
const offer = template('offer')
const capped = template('capped')

/** What goes beside each message, and the message, just inside and just outside. */
const endpointCases: Readonly<Record<string, readonly [Partial<Posted>, Json, Partial<Posted>, Json]>> = {
  'max-price-endpoint': [marketingEndpoint, capped, {}, capped],
  'max-price-phone': [marketingEndpoint, capped, marketingEndpoint, { ...capped, to: undefined, recipient: 'EC.1a2B' }],
  'max-price-country': [marketingEndpoint, capped, marketingEndpoint, { ...capped, to: '+12015550123' }],
  'marketing-ordinary': [{}, offer, { phoneNumber: accountWith('ONLY').phoneNumber }, offer],
  'marketing-terms': [accountWith('READY'), offer, accountWith('NOT_ONBOARDED'), offer],
  'marketing-syncing': [accountWith('READY'), offer, accountWith('SYNCING'), offer],
  'marketing-available': [accountWith('ONLY'), offer, accountWith('UNAVAILABLE'), offer],
  'marketing-only': [marketingEndpoint, offer, marketingEndpoint, template('call')],
  'marketing-policy': [
    marketingEndpoint,
    { ...offer, product_policy: 'STRICT' },
    marketingEndpoint,
    { ...offer, product_policy: 'ANY' },
  ],
  'marketing-bid': [
    marketingEndpoint,
    { ...offer, bid_spec: { per_message_bid_multiplier: 0.01 } },
    marketingEndpoint,
    { ...offer, bid_spec: { per_message_bid_multiplier: 0 } },
  ],
}

/** The rules over more than one message: each returns the outcomes of the one inside and of the one outside. */
const scenarios: Readonly<Record<string, () => Pair | Promise<Pair>>> = {
  ...Object.fromEntries(
    Object.entries(endpointCases).map(([name, [with1, inside, with2, outside]]) => [
      name,
      (): Pair => [refusal(inside, with1), refusal(outside, with2)],
    ]),
  ),
  json: () => {
    const answer = handleMessage(sandbox.world, { phoneNumber: sandboxNumber, body: '[' })
    const { error } = JSON.parse(answer.kind === 'answer' ? answer.body : '') as {
      error: { code: number; message: string }
    }
    return [refusal(text), { code: error.code, text: error.message }]
  },
  'scoped-authentication': () => {
    const code = { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '1' }] }
    const message = template('demo_code', values(1), code)
    return [refusal(message), refusal({ ...message, to: undefined, recipient: 'EC.1a2B' })]
  },
  'read-message': () => {
    const inbound = receiveInbound(sandbox.world, { from: person, type: 'text', text: 'a' })
    const read = (id: unknown) => refusal({ status: 'read', message_id: id, typing_indicator: { type: 'text' } })
    return [read(inbound.kind === 'received' ? inbound.wamid : ''), read('wamid.other')]
  },
  'typing-type': () => {
    const inbound = receiveInbound(sandbox.world, { from: person, type: 'text', text: 'a' })
    const message_id = inbound.kind === 'received' ? inbound.wamid : ''
    const typing = (type: string) => refusal({ status: 'read', message_id, typing_indicator: { type } })
    return [typing('text'), typing('audio')]
  },
  'number-throughput': () => {
    const outcomes = Array.from({ length: 101 }, (_, index) => refusal({ ...text, ...another(index) }))
    return [outcomes[99], outcomes[100]]
  },
  'pair-rate': () => {
    const outcomes = Array.from({ length: 46 }, () => refusal(text))
    return [outcomes[44], outcomes[45]]
  },
  'service-window': () => {
    sandbox.world.advance(24 * 3_600_000 - 2_000)
    const inside = ending(text)
    sandbox.world.advance(1_000)
    return [inside, ending(text)]
  },
  'on-whatsapp': () => {
    const inside = ending(text)
    sandbox.world.people.put(person, { onWhatsApp: false })
    return [inside, ending(text)]
  },
  'thread-owner': () => {
    const before = refusal(text)
    sandbox.world.business.number(sandboxNumber.phoneNumberId).threads.set(person, 'ai_agent')
    return [before, refusal(text)]
  },
  'business-blocked': () => {
    const inside = ending(text)
    sandbox.world.business.number(sandboxNumber.phoneNumberId).blocked.add(person)
    return [inside, ending(text)]
  },
  'marketing-stop': () => {
    const inside = ending(marketing)
    sandbox.world.people.put(person, { hasStoppedMarketing: true })
    assert.equal(ending(template('demo_plain')), undefined, 'other categories still arrive')
    return [inside, ending(marketing)]
  },
  'marketing-cap': () => {
    const inWindow = Array.from({ length: 12 }, () => ending(marketing))
    assert.ok(
      inWindow.every((outcome) => outcome === undefined),
      'inside the window nothing is counted',
    )
    const outcomes = Array.from({ length: 11 }, () => ending({ ...marketing, ...another(1) }))
    const inGermany = Array.from({ length: 11 }, () => ending({ ...marketing, to: '+4915112345678' }))
    assert.ok(
      inGermany.every((outcome) => outcome === undefined),
      'there is no cap in the EEA',
    )
    sandbox.world.advance(24 * 3_600_000)
    assert.equal(ending({ ...marketing, ...another(1) }), undefined, 'a day later it fits again')
    return [outcomes[9], outcomes[10]]
  },
  'messaging-tier': async () => {
    await control('rules', { tier: 'TIER_50' })
    const outcomes = Array.from({ length: 51 }, (_, index) => ending({ ...template('demo_plain'), ...another(index) }))
    assert.equal(ending({ ...template('demo_plain'), ...another(3) }), undefined, 'a person counts once')
    assert.equal(ending(template('demo_plain')), undefined, 'in a window nobody counts')
    return [outcomes[49], outcomes[50]]
  },
  'reaction-target': () => {
    const answer = JSON.parse(post(text).body) as { messages: [{ id: string }] }
    const react = (message_id: string) => ending({ type: 'reaction', reaction: { message_id, emoji: '👍' } })
    return [react(answer.messages[0].id), react('wamid.other')]
  },
  'management-rate': async () => {
    await control('rules', { managementPerHour: 3 })
    const path = `/v25.0/${sandboxNumber.wabaId}/message_templates`
    const outcomes = [await get(path), await get(path), await get(path), await get(path)]
    const usage = JSON.parse(outcomes[3]?.headers.get('x-business-use-case-usage') ?? '{}')
    assert.deepEqual(usage[sandboxNumber.wabaId]?.[0]?.estimated_time_to_regain_access, 60)
    sandbox.world.advance(3_600_000)
    assert.equal((await get(path)).outcome, undefined, 'an hour later there is room again')
    return [outcomes[2]?.outcome, outcomes[3]?.outcome]
  },
  'flow-exists': async () => {
    await control('rules', { flows: true })
    return [flowOf('PUBLISHED'), refusal(flowMessage('none'))]
  },
  'flow-mode-state': () => [flowOf('PUBLISHED'), flowOf('DRAFT')],
  'flow-blocked': () => [flowOf('PUBLISHED'), flowOf('BLOCKED')],
  'flow-throttled': () => [flowOf('PUBLISHED'), flowOf('THROTTLED')],
  token: async () => {
    await control('tokens', { token: 'old', state: 'expired' })
    return [
      (await get(`/${sandboxNumber.phoneNumberId}`, 'new')).outcome,
      (await get(`/${sandboxNumber.phoneNumberId}`, 'old')).outcome,
    ]
  },
  'media-token': async () => {
    const answer = await fetch(`${sandbox.url}/${voiceId}`, { headers: { authorization: 'Bearer x' } })
    const { pathname, search } = new URL(((await answer.json()) as { url: string }).url)
    return [(await get(pathname + search)).outcome, (await get(pathname + search, '')).outcome]
  },
  'link-fetch': () => linkRule('/hops10', '/hops11'),
  'link-type': () => linkRule('/file?type=image/png', '/file?type=image/webp'),
  'link-codec': () => linkRule('/ogg?codec=OpusHead', '/ogg?codec=vorbis', {}, 'audio'),
  'link-voice': () => linkRule('/ogg?codec=OpusHead', '/ogg?codec=OpusHead&channels=2', {}, 'audio', { voice: true }),
  'link-size': () => linkRule(`/file?size=${5 * 1024 * 1024}`, `/file?size=${5 * 1024 * 1024 + 1}`),
  'link-private': () => linkRule('/file', '/file', { privateLinks: false }),
}

/** The first code of those that two rules share is matched by `media-token` too: the text of both is the same. */
const sameRefusal = ['media-token']

const examples: Readonly<Record<string, Example>> = {
  ...envelopeExamples,
  ...contentExamples,
  ...interactiveExamples,
  ...templateExamples,
}

describe('the rule table', () => {
  for (const row of ruleTable) {
    test(`${row.name}: ${row.says}`, async () => {
      const example = examples[row.name]
      if (example !== undefined) {
        assert.equal(refusal(example[0]), undefined, 'just inside is taken')
        return assertBroken(row, refusal(example[1]))
      }
      const [inside, outside] = await (scenarios[row.name]?.() ?? assert.fail('no example'))
      assert.equal(inside, undefined, `just inside is taken: ${inside?.code} ${inside?.text}`)
      if (!sameRefusal.includes(row.name)) return assertBroken(row, outside)
      assert.ok(outside !== undefined && row.codes.includes(outside.code))
    })
  }

  test('has an example for every row and a row for every example', () => {
    const named = [...Object.keys(examples), ...Object.keys(scenarios)].sort()
    assert.deepEqual(named, ruleTable.map(({ name }) => name).sort())
  })

  test('has every switch, and only switches', () => {
    const groups = new Set(ruleTable.map(({ group }) => group))
    assert.deepEqual([...groups].sort(), ['always', ...Object.keys(defaultRules)].sort())
  })

  test('is in docs/sandbox-rules.md row by row, and nothing else is', () => {
    const document = readFileSync(new URL('../../docs/sandbox-rules.md', import.meta.url), 'utf8')
    const rows = [...document.matchAll(/^\| `([a-z-]+)` +\| ([^|]*?) +\| (at once|late) +\| (.*?) +\| (.*?) +\|$/gm)]
    assert.deepEqual(
      rows.map(([, name, codes, when, says, source]) => [name, codes, when, says, source]),
      ruleTable.map(({ name, codes, isLate, says, source }) => [
        name,
        codes.join(', '),
        isLate ? 'late' : 'at once',
        says,
        source,
      ]),
    )
  })

  test('switches each content rule off by its name, and each group by its own', async () => {
    const outside = examples['button-title']?.[1] ?? {}
    assert.equal(refusal(outside)?.code, 131009)
    assert.equal((await control('rules', { 'button-title': false })).status, 200)
    assert.equal(refusal(outside), undefined)
    assert.ok(refusal(examples['buttons-count']?.[1] ?? {}), 'the others still hold')
    await control('rules', { 'button-title': true })
    assert.equal(refusal(outside)?.code, 131009)
    await control('rules', { content: false })
    assert.equal(refusal(outside), undefined)
  })

  test('applies a change of rules as a whole or not at all, and shows the current ones', async () => {
    const answer = await control('rules', { window: false, pairBurst: 0 })
    assert.equal(answer.status, 400)
    assert.equal(sandbox.world.rules.window, true)
    await control('rules', { pairBurst: 2, 'row-id': false })
    const shown = (await (await fetch(`${sandbox.url}/_sandbox/rules`)).json()) as Json
    assert.deepEqual(shown, { ...defaultRules, ...defaultLimits, pairBurst: 2, 'row-id': false })
    assert.deepEqual(
      [refusal(text), refusal(text), refusal(text)].map((outcome) => outcome?.code),
      [undefined, undefined, 131056],
    )
    sandbox.world.reset()
    assert.equal(sandbox.world.policy.limits.pairBurst, defaultLimits.pairBurst)
  })
})
