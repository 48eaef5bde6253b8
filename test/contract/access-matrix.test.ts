/**
 * Every operation of openapi.json by every kind of caller, on both stores: exactly the callers in the table of
 * docs/access.md are authorized, for exactly those bots. An authorized request fails after authorization, because it is
 * faulty; so no request changes anything, and all can be tried.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { newToken, tokenHash } from '../../src/access/tokens.ts'
import { operations } from '../../src/model/access/operations.ts'
import { type Role, roles } from '../../src/model/access/roles.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { anyBot, bearer, openTestHttp, otherBot, secrets, type TestHttp } from '../support/http.ts'
import { tableRows } from '../support/markdown.ts'
import { openapi } from '../support/openapi.ts'
import { proof, signedIn } from '../support/signed-in.ts'
import { type backends, tieredBackends } from '../support/store.ts'

type Document = { paths: Record<string, Record<string, { security?: Record<string, unknown>[] }>> }
const document: Document = openapi
const page = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8')

const asking = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { security = [] }]) =>
    security.length === 0
      ? []
      : [{ name: `${method.toUpperCase()} ${path}`, isClients: 'client' in (security[0] ?? {}) }],
  ),
)
const documented = new Map(
  tableRows(page, 'Operations').map(([name = '', who = '', reach = '']) => [name.replaceAll('`', ''), { who, reach }]),
)

test('the table of the code, the one of the page and openapi.json have the same operations', () => {
  const names = asking.map(({ name }) => name).toSorted()
  assert.ok(names.length > 80)
  assert.deepEqual(Object.keys(operations).toSorted(), names)
  assert.deepEqual([...documented.keys()].toSorted(), names)
})

type Caller = {
  is: string
  role?: Role
  bots?: 'all' | 'demo' | 'other'
  kind: 'none' | 'client' | 'admin' | 'key' | 'user'
  headers: Record<string, string>
}

const seal = createSeal('a key only for tests')
const scopes = { all: 'all', demo: ['demo'], other: ['other'] } as const

/** A key and a session for every role, for all bots, the tested one, and another. */
async function callersOf(http: TestHttp): Promise<Caller[]> {
  const callers: Caller[] = [
    { is: 'nobody', kind: 'none', headers: {} },
    { is: 'a wrong key', kind: 'none', headers: { authorization: `Bearer rck_${'x'.repeat(43)}` } },
    { is: 'a wrong session', kind: 'none', headers: { cookie: `recado_session=rcs_${'x'.repeat(43)}`, ...proof } },
    { is: 'a client', kind: 'client', bots: 'all', headers: { authorization: anyBot } },
    { is: "another bot's client", kind: 'client', bots: 'other', headers: { authorization: otherBot } },
    { is: 'the management token', kind: 'admin', headers: { authorization: bearer } },
  ]
  const { store } = http
  const random = (bytes: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes)))
  for (const role of roles) {
    for (const bots of ['all', 'demo', 'other'] as const) {
      const id = `${role}_${bots}`
      const grants = [{ role, bots: scopes[bots] }]
      const key = newToken('key', random)
      const at = http.now.at
      await store.addApiKey(
        { id: `key_${id}`, name: id, prefix: key.slice(0, 12), grants, createdAt: at },
        tokenHash('key', key, seal.hash),
      )
      callers.push({
        is: `a key of ${role} for ${bots}`,
        kind: 'key',
        role,
        bots,
        headers: { authorization: `Bearer ${key}` },
      })
      const headers = await signedIn(http, id, grants)
      callers.push({ is: `a ${role} for ${bots}`, kind: 'user', role, bots, headers })
    }
  }
  return callers
}

const ofMemory = { botId: 'demo', userReferenceId: '593987654321' }

/** Bodies where no path names the bot; valid enough to reach authorization. */
const ofPanel = { webhookUrl: 'https://panel.example.com/' }
const refresh = 'POST /v1/external/assets/refresh'

const bodies: Record<string, object> = {
  'POST /platform/v1/external-support/{projectId}': ofPanel,
  'POST /jelouapi/v1/external-support/{projectId}': ofPanel,
  'POST /v1/whatsapp/messages': { botId: 'demo', type: 'text' },
  'POST /v1/users/state': { botId: 'demo', userId: '593987654321', state: 'auto' },
  'POST /v1/users/{userId}/cache': { botId: 'demo', params: {} },
  'POST /workflows/v2/memory/users/set': { ...ofMemory, values: { plan: { value: 'oro' } } },
  'POST /workflows/v2/memory/users/find-one': { ...ofMemory, key: 'plan' },
  'POST /workflows/v2/memory/users/get-all': ofMemory,
  'POST /v1/rooms/{roomId}/message': { senderId: 's', messages: [{ type: 'text', text: 'x' }] },
  'POST /v1/hsm/file': { botId: 'demo' },
  'POST /v1/campaigns/preview': { botId: 'demo' },
  'POST /manage/v1/deliveries/resend': { botId: 'demo', state: 'given_up' },
}
const queries: Record<string, string> = {
  // A stream that began would not end.
  'GET /manage/v1/stream': 'after=nowhere',
  'GET /v1/users/{userId}/state': 'botId=demo',
  'GET /v1/users/{userId}/cache': 'botId=demo',
  'GET /v1/campaigns': 'botId=demo',
}
const named: Record<string, string> = {
  botId: 'demo',
  projectId: 'demo',
  endpointId: 'ep_demo',
  campaignId: 'cmp_demo',
  roomId: 'G:demo:593987654321',
  userId: '593987654321',
}

const isMove = (name: string) => name.startsWith('POST /v1/campaigns/{campaignId}/')

/**
 * An unknown name: a destructive operation is refused for it, after authorization. A campaign may be paused: access to
 * its bot is checked later.
 */
function requestOf(name: string): { method: string; url: string; body?: object } {
  const [method = '', path = ''] = name.split(' ')
  const url = path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => encodeURIComponent(named[parameter] ?? 'nothing'))
  const query = [queries[name] ?? '', method === 'GET' || isMove(name) ? '' : 'nobody_knows_this=1']
    .filter((part) => part !== '')
    .join('&')
  const isBare = method === 'GET' || method === 'DELETE' || isMove(name)
  const body = bodies[name] ?? (isBare ? undefined : { nobody_knows_this: 1 })
  return { method, url: query === '' ? url : `${url}?${query}`, ...(body && { body }) }
}

/** The page's answer. */
function isLetIn({ kind, role, bots }: Caller, name: string, isClients: boolean): boolean {
  if (kind === 'none') return false
  if (kind === 'client') return isClients && bots === 'all'
  if (kind === 'admin') return !isClients && (documented.get(name)?.reach !== 'oneself' || name === 'GET /manage/v1/me')
  const { who = '', reach = '' } = documented.get(name) ?? {}
  if (reach === 'oneself') return kind === 'user' || name === 'GET /manage/v1/me'
  if (!who.split(', ').includes(role ?? '')) return false
  if (reach === 'own bots') return true
  return bots === 'all' || (reach === 'the bot' && bots === 'demo')
}

/** An event of the bot that is asked about, and its delivery, by the names that they got. */
async function nameEvent({ store, now }: TestHttp): Promise<void> {
  const media = { id: '1', mimeType: 'image/png' }
  const fact = inboundFact('wamid.matrix', { phoneNumberId: 'phone-demo', bubble: { type: 'image' }, media })
  await ingestFacts(store, [fact], now.at, secrets.appSecret)
  const page = { limit: 1 }
  const { rows: events } = await store.listEvents({ botIds: ['demo'] }, page)
  const endpointIds = new Set(['ep_demo'])
  const { rows: deliveries } = await store.listDeliveries({ botIds: ['demo'], endpointIds }, page)
  named.eventId = events[0]?.id ?? ''
  const details = await store.eventDetails(named.eventId)
  const [id] = /med_\w+/.exec(details?.body ?? '') ?? []
  bodies[refresh] = { resourceUrl: `https://recado.example/media/${id}/signature`, ttl: 900 }
  named.deliveryId = `dlv_${deliveries[0]?.seq}`
}

/** A file's address says nothing of its bot, not even that there is one: who may not use it finds nothing. */
function isHidden({ kind, bots }: Caller, name: string): boolean {
  return name === refresh && (kind === 'client' || kind === 'key' || kind === 'user') && bots === 'other'
}

/** The wrong outcomes. */
async function tried(http: TestHttp, caller: Caller, name: string, isClients: boolean): Promise<string | undefined> {
  const { method, url, body } = requestOf(name)
  const answer = await http.inject(method as 'GET', url, {
    auth: undefined,
    headers: caller.headers,
    ...(body && { body }),
  })
  const { status } = answer
  const isKnown = { none: false, client: isClients, admin: !isClients, key: true, user: true }[caller.kind]
  const isExpected = isLetIn(caller, name, isClients)
  // Meta is unreachable here, and the answer says so.
  const isRight = isExpected
    ? status !== 401 && status !== 403 && (status < 500 || status === 502)
    : status === (isKnown ? 403 : 401) || (isHidden(caller, name) && status === 404)
  return isRight ? undefined : `${name} by ${caller.is}: ${status} ${answer.text.slice(0, 100)}`
}

/** In parts, of which each ends within a test's time on a slow machine. */
const partSize = 40
const parts = Array.from({ length: Math.ceil(asking.length / partSize) }, (_, part) =>
  asking.slice(part * partSize, (part + 1) * partSize),
)

async function openMatrix(backend: (typeof backends)[number]): Promise<TestHttp> {
  const http = await openTestHttp({}, backend.open())
  await http.store.putEndpoint({ ...testEndpoint('ep_demo', ['message']), botId: 'demo' })
  const snapshot = { definition: {}, columns: [], parameters: [], request: {} } as never
  const campaign = {
    id: 'cmp_demo',
    botId: 'demo',
    name: 'c',
    elementName: 'greeting',
    snapshot,
    fileName: 'f',
    clientId: 'client_all',
    createdAt: http.now.at,
  }
  await http.deps.campaigns.store.addCampaign(campaign, undefined)
  await nameEvent(http)
  return http
}

// Every version of a database behaves alike here.
for (const backend of tieredBackends.slice(0, 2)) {
  describe(`authorization matrix (${backend.name})`, () => {
    for (const [part, operationsOf] of parts.entries())
      test(`every operation authorizes exactly the callers that the page names, part ${part + 1}`, async () => {
        await using http = await openMatrix(backend)
        const callers = await callersOf(http)
        const wrong: string[] = []
        for (const { name, isClients } of operationsOf) {
          // A caller with many refusals would be throttled (http/limits/sign-in-limit.ts).
          http.now.at += 16 * 60_000
          const reported = await Promise.all(callers.map((caller) => tried(http, caller, name, isClients)))
          wrong.push(...reported.filter((one) => one !== undefined))
        }
        assert.deepEqual(wrong, [])
        assert.deepEqual(
          (await http.store.bots()).map(({ id }) => id).toSorted(),
          ['+593999', 'demo', 'other'],
          'nothing was changed',
        )
      })
  })
}
