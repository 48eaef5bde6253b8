/**
 * The HTTP layer on a real store, without lanes, sandbox or sockets: requests are injected, and its calls to its
 * neighbours are recorded.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { pino } from 'pino'
import { createPasswords } from '../../src/access/passwords.ts'
import { createLogLevel } from '../../src/app/log-level.ts'
import { createAllowances } from '../../src/campaigns/allowance.ts'
import type { CampaignDeps } from '../../src/campaigns/deps.ts'
import { createCloudClient } from '../../src/channel/cloud/client.ts'
import { settingsInForce } from '../../src/config/in-force.ts'
import { checkUrl, parseAllowList } from '../../src/egress/allow-list.ts'
import type { HttpDeps } from '../../src/http/kit/deps.ts'
import { createHttp } from '../../src/http/server.ts'
import { folderStorage } from '../../src/media/blob-storage.ts'
import { keepFile } from '../../src/media/keep.ts'
import { createMetrics } from '../../src/metrics/metrics.ts'
import type { Bot } from '../../src/model/bot/bot.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import { createProfiles } from '../../src/number/profiles.ts'
import { auditing } from '../../src/store/access/audit-scope.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import type { Store } from '../../src/store/store.ts'
import { createChangeHub } from '../../src/stream/changes.ts'
import { createEventHub } from '../../src/stream/hub.ts'
import { createTemplateActions } from '../../src/templates/actions.ts'
import type { TestStore } from './open-store.ts'
import { openTestStore, testBot } from './store.ts'

export const adminToken = 'canary-admin-token-0001'
export const secrets = {
  admin: adminToken,
  accessToken: 'canary-access-token',
  appSecret: 'canary-app-secret',
  verifyToken: 'canary-verify-token',
  clientSecret: 'canary-client-secret',
  otherSecret: 'canary-other-secret',
} as const

export const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
/** May use every bot. */
export const anyBot = basic('client_all', secrets.clientSecret)
/** May use `other` only. */
export const otherBot = basic('client_other', secrets.otherSecret)
export const bearer = `Bearer ${adminToken}`

export type TestHttp = {
  app: FastifyInstance
  store: Store
  deps: HttpDeps
  /** The whole log. */
  logged(): string
  /** Wake-ups and change notifications, in order. */
  told: string[]
  now: { at: number }
  inject(method: InjectOptions['method'], url: string, options?: Call): Promise<Answer>
  [Symbol.asyncDispose](): Promise<void>
}

export type HttpTestBase = Pick<TestStore, 'store' | 'newId'> & { isSeeded?: true } & AsyncDisposable

type Call = { body?: unknown; auth?: string | undefined; headers?: Record<string, string> }
export type Answer = {
  status: number
  headers: Record<string, unknown>
  text: string
  json: ReturnType<typeof JSON.parse>
}

/** The real hash, reduced to a millisecond. */
const cheap = { N: 1_024, r: 8, p: 1 }

export const plainTemplate: TemplateDefinition = {
  elementName: 'greeting',
  language: 'es',
  category: 'UTILITY',
  status: 'APPROVED',
  components: [{ type: 'BODY', text: 'Hola {{1}}, tu pedido {{2}} salió.' }],
}

/** `opened`: the store to use, by default a SQLite file of its own; closed together with the HTTP layer. */
export async function openTestHttp(
  changes: Partial<HttpDeps> = {},
  opened: HttpTestBase | Promise<HttpTestBase> = openTestStore(),
): Promise<TestHttp> {
  const base = await opened
  const { store, newId } = base
  const folder = mkdtempSync(join(tmpdir(), 'recado-campaigns-'))
  const seal = createSeal('a key only for tests')
  const now = { at: 1_800_000_000_000 }
  const clock = () => now.at
  const lines: string[] = []
  const reported: string[] = []
  const allow = parseAllowList('allowed.example')
  if (!base.isSeeded) await seed(store, (secret) => seal.hash('clients', secret))
  const hub = createEventHub({
    store,
    clock,
    retainedMs: 30 * 86_400_000,
    onError: (error) => lines.push(String(error)),
  })
  const changeHub = createChangeHub({ store, clock, onError: (error) => lines.push(String(error)) })
  const place = folderStorage(join(folder, 'media'))
  const deps: HttpDeps = {
    config: { adminToken },
    store,
    clock,
    newId,
    log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    settings: settingsInForce({}),
    logLevel: createLogLevel(pino({ level: 'info' }, { write: () => {} }), clock),
    accept: { store, clock, newId, wake: (id) => void reported.push(`bot ${id}`) },
    campaigns: campaignDeps({ store, clock, newId, folder }),
    receipts: { mark: async () => ({ kind: 'unreachable', reason: 'nothing is sent here' }) },
    ingestWebhook: async () => ({ kind: 'ingested' }),
    isVerifyToken: store.hasVerifyToken,
    publicUrl: () => 'https://recado.example',
    allowPrivateMedia: () => false,
    events: { isSigned: (id, signature) => signature === `sig-${id}`, hub, changes: changeHub },
    media: {
      isSigned: (_, signature) => signature === 'signature',
      wake: () => {},
      open: place.open,
      linkMs: 0,
      keep: (upload) => keepFile({ store, place, newId, clock, linkMs: 0 }, upload),
      addressOf: (id) => `https://recado.example/media/${id}/signature`,
      addressUntil: (id, until) => `https://recado.example/media/${id}/${until}.signature`,
      named: (address) => {
        const id = /^https:\/\/recado\.example\/media\/(\w+)\/(?:\d+\.)?signature$/.exec(address)?.[1]
        return id === undefined ? undefined : { id }
      },
    },
    templates: templateActions(store, clock),
    numbers: numberActions(clock),
    checkWebhookUrl: (url) => checkUrl(url, allow),
    wakeBot: (id) => void reported.push(`bot ${id}`),
    wakeEndpoint: (id) => void reported.push(`endpoint ${id}`),
    checkBot: async () => nothingChecked(now.at),
    diagnose: async () => nothingChecked(now.at),
    sendTestEvent: async () => ({
      eventId: 'evt_test',
      isDelivered: false,
      reason: 'nothing is posted here',
      durationMs: 0,
      answer: '',
    }),
    botChanged: (id) => void reported.push(`changed ${id}`),
    sealClientSecret: (secret) => seal.hash('clients', secret),
    access: {
      seal,
      passwords: createPasswords(cheap),
      sessionIdleMs: 30 * 60_000,
      sessionMs: 12 * 3_600_000,
      isSecure: () => false,
      auditing,
    },
    metrics: createMetrics({ processMetrics: false }),
    health: { ready: async () => ({ ready: true, checks: { store: true } }) },
    ...changes,
  }
  const app = await createHttp(deps)
  return {
    app,
    store,
    deps,
    told: reported,
    now,
    logged: () => lines.join(''),
    inject: (method, url, call = {}) => inject(app, method, url, call),
    async [Symbol.asyncDispose]() {
      await app.close()
      rmSync(folder, { recursive: true })
      await base[Symbol.asyncDispose]()
    },
  }
}

const nothingChecked = (checkedAt: number) => ({ status: 'unknown' as const, checkedAt, checks: [] })

/** Meta is unreachable here. */
function numberActions(clock: () => number) {
  const { read, replace, replacePicture } = createProfiles({
    ...{ cloud: createCloudClient({ clock }), clock, typesOf: async () => [] },
  })
  const { numberSettings } = createCloudClient({ clock })
  return {
    profile: read,
    replaceProfile: replace,
    replacePicture,
    settings: ({ channel }: Bot) => numberSettings(channel),
    lookAgain: () => {},
    forgetErased: () => {},
    askImport: async () => ({ kind: 'asked' as const, progress: {} }),
  }
}

function templateActions(store: Store, clock: () => number) {
  const request = async () => ({ kind: 'failed', reason: 'nothing is fetched here', private: false }) as const
  const deps = { store, cloud: createCloudClient({ clock }), request, typesOf: async () => [], clock }
  return createTemplateActions(deps, () => {})
}

/** No file is imported here: accepted ones stay as they are. */
function campaignDeps({ ...same }: Pick<CampaignDeps, 'store' | 'clock' | 'newId' | 'folder'>): CampaignDeps {
  return {
    ...same,
    allowances: createAllowances(same),
    allowPrivateMedia: () => false,
    download: async () => ({ kind: 'failed', reason: 'nothing is downloaded here' }),
    maxFileBytes: 100_000,
    downloadTimeoutMs: 1_000,
    wake: () => {},
  }
}

async function seed(store: Store, hash: (secret: string) => string): Promise<void> {
  const { accessToken, appSecret, verifyToken } = secrets
  for (const id of ['demo', 'other', '+593999']) {
    const bot = testBot({ id, name: 'Your Bot' })
    await store.putBot({ ...bot, channel: { ...bot.channel, accessToken, appSecret, verifyToken } })
  }
  const at = { createdAt: 1, updatedAt: 1 }
  await store.putClient({ id: 'client_all', name: 'All', bots: 'all', ...at })
  await store.putClient({ id: 'client_other', name: 'Other', bots: ['other'], ...at })
  await store.addClientSecret({ clientId: 'client_all', secretHash: hash(secrets.clientSecret), createdAt: 1 })
  await store.addClientSecret({ clientId: 'client_other', secretHash: hash(secrets.otherSecret), createdAt: 1 })
  await store.putTemplate('demo', plainTemplate, 1)
}

const isWritten = (body: unknown) => typeof body === 'string' || Buffer.isBuffer(body)

/** Authenticates as the client of every bot, or as the operator under /manage, unless `auth` says otherwise. */
async function inject(
  app: FastifyInstance,
  method: InjectOptions['method'],
  url: string,
  { body, headers, ...call }: Call,
): Promise<Answer> {
  const auth = 'auth' in call ? call.auth : url.startsWith('/manage') ? bearer : anyBot
  const payload = body === undefined ? {} : { payload: isWritten(body) ? body : JSON.stringify(body) }
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const authorization = auth === undefined ? {} : { authorization: auth }
  const answer = await app.inject({ method, url, headers: { ...type, ...authorization, ...headers }, ...payload })
  const isJson = String(answer.headers['content-type']).startsWith('application/json')
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    json: isJson ? JSON.parse(answer.body) : undefined,
  }
}
