/**
 * Webhook targets as callers write and read them: the address and its authentication are validated, secrets are never
 * shown. Shared by the compatible registration and the management API.
 */
import { Type } from 'typebox'
import type { Door, Endpoint, EndpointAuth } from '../../model/bot/bot.ts'
import type { Checked, Violation } from '../../model/errors/violation.ts'
import type { EventType } from '../../model/events/event.ts'
import { withName, withNames } from '../../model/request/named.ts'
import type { EndpointTask } from '../../store/deliveries/endpoint-tasks.ts'
import type { EndpointHealth } from '../../store/lists/depths.ts'
import type { HttpDeps } from './deps.ts'
import { eventType, instant, iso, oneOf } from './schemas.ts'

const optional = Type.Optional
const maxUrlLength = 2_000

export const urlSchema = withName(
  'PublicUrl',
  Type.String({
    minLength: 1,
    maxLength: maxUrlLength,
    description: 'Public https address.',
    examples: ['https://bot.example.com/webhook'],
  }),
)

const secret = Type.String({ minLength: 1, maxLength: 4_000 })

/** Flat, so that each missing or superfluous field can be named. */
export const authSchema = Type.Object(
  {
    type: oneOf(['bearer', 'basic', 'api_key']),
    token: optional(secret),
    username: optional(secret),
    password: optional(secret),
    header: optional(Type.String({ pattern: '^[A-Za-z0-9-]{1,100}$', description: 'name of an HTTP header' })),
    value: optional(secret),
  },
  {
    additionalProperties: false,
    description:
      'Authentication besides the signatures. bearer: token; basic: username, password; api_key: header, value.',
  },
)

const maxAttempts = withName(
  'MaxAttempts',
  Type.Union([Type.Integer({ minimum: 1, maximum: 100 }), Type.Null()], {
    description:
      "Attempts after which an event is given up and the person's next one is " +
      'sent. By default, retries last three days.',
    examples: [3],
  }),
)

const onlyManual = withName(
  'OnlyManual',
  Type.Union([Type.Boolean(), Type.Null()], {
    description: '`message` events only of people in the state `manual`.',
  }),
)

const batch = withName(
  'Batch',
  Type.Union([Type.Boolean(), Type.Null()], {
    description: 'Up to 100 events in one POST, as a JSON array of their bodies, 1 MB at most (docs/webhooks.md).',
  }),
)

/** Delivery options of an endpoint. Omitted ones stay, null restores the default. */
export const wishesSchema = {
  onlyManual: optional(onlyManual),
  maxAttempts: optional(maxAttempts),
  batch: optional(batch),
}

export type AuthInput = { type: EndpointAuth['type'] } & Partial<Record<AuthField, string>>
type AuthField = 'token' | 'username' | 'password' | 'header' | 'value'

const authFields = {
  bearer: ['token'],
  basic: ['username', 'password'],
  api_key: ['header', 'value'],
} as const satisfies Record<EndpointAuth['type'], readonly AuthField[]>

/** Requires exactly the fields of its type. */
export function checkAuth(input: AuthInput | undefined, path: string): Checked<EndpointAuth | undefined> {
  if (input === undefined) return { ok: true, value: undefined }
  const wanted: readonly string[] = authFields[input.type]
  const given = Object.keys(input).filter((field) => field !== 'type')
  const violations: Violation[] = [
    ...wanted.filter((field) => !given.includes(field)).map((field) => missing(`${path}.${field}`)),
    ...given.filter((field) => !wanted.includes(field)).map((field) => unknownField(`${path}.${field}`)),
  ]
  return violations.length > 0 ? { ok: false, violations } : { ok: true, value: input as EndpointAuth }
}

/** The bot's support panel. */
export async function panelOf({ store }: Pick<HttpDeps, 'store'>, botId: string): Promise<Endpoint | undefined> {
  return (await store.endpoints(botId)).find(({ door }) => door === 'panel')
}

/** Checks the address by the guard of promise 11. */
export function checkUrl(deps: Pick<HttpDeps, 'checkWebhookUrl'>, url: string, path: string): Violation[] {
  const verdict = deps.checkWebhookUrl(url)
  if (verdict.ok) return []
  switch (verdict.reason) {
    case 'private':
      return [{ path, rule: 'url_public' }]
    case 'credentials':
      return [{ path, rule: 'format', args: { expected: 'https://host/path, without user name and password' } }]
    case 'url':
    case 'scheme':
      return [{ path, rule: 'url' }]
  }
}

const taskSchema = Type.Object({
  kind: oneOf(['replay', 'resume']),
  from: Type.Union([instant, Type.Null()], { description: 'Range of a replay.' }),
  to: Type.Union([instant, Type.Null()]),
  missing: optional(Type.Literal(true, { description: 'A replay only of events that the endpoint has not received.' })),
  state: optional(
    oneOf(['delivered', 'given_up', 'expired'], {
      description: 'A replay only of events whose last delivery ended so.',
    }),
  ),
  type: optional(eventType),
  done: Type.Integer({ description: 'Events so far.' }),
  startedAt: instant,
})

const doors = ['management', 'registration', 'panel'] as const satisfies readonly Door[]

export const endpointSchema = Type.Object({
  id: Type.String({ examples: ['ep_01k0j3v4e5f6g7h8j9kamnbpcq'] }),
  botId: Type.String(),
  url: Type.String(),
  events: Type.Array(eventType),
  auth: Type.Union([
    Type.Object({ type: Type.String(), username: optional(Type.String()), header: optional(Type.String()) }),
    Type.Null(),
  ]),
  door: oneOf(doors, {
    description:
      'Alone may change or delete it: `management`, or `registration` by a client or as `webhookUrl` of the bot. ' +
      '`panel`: the support panel.',
  }),
  onlyManual: Type.Boolean(),
  maxAttempts: Type.Union([Type.Integer(), Type.Null()]),
  batch: Type.Boolean(),
  createdAt: instant,
  disabledAt: Type.Union([instant, Type.Null()], { description: 'When it was disabled, or null.' }),
  disabledReason: Type.Union([oneOf(['gone', 'failing', 'paused']), Type.Null()], {
    description: 'Why it is disabled: it returned 410, no delivery succeeded for days, or somebody paused it.',
  }),
  waiting: Type.Integer({ description: 'Events that wait for it.' }),
  oldestAt: Type.Union([instant, Type.Null()], { description: 'When the oldest of them happened.' }),
  failingSince: Type.Union([instant, Type.Null()], { description: 'First failure since its last success.' }),
  tasks: Type.Array(taskSchema, { description: 'Replays and resumptions in progress.' }),
})

withNames({ EndpointAuth: authSchema, EndpointTask: taskSchema, Endpoint: endpointSchema })

/** Of its bot's endpoints. */
export type EndpointFacts = { tasks: readonly EndpointTask[]; health: readonly EndpointHealth[] }

export function endpointView(endpoint: Endpoint, { tasks, health }: EndpointFacts = { tasks: [], health: [] }) {
  const ofIt = health.find(({ endpointId }) => endpointId === endpoint.id)
  const { waiting = 0, oldestAt, failingSince } = ofIt ?? {}
  return {
    id: endpoint.id,
    botId: endpoint.botId,
    url: endpoint.url,
    events: endpoint.events as EventType[],
    auth: authView(endpoint.auth),
    door: endpoint.door ?? 'management',
    onlyManual: endpoint.isOnlyManual ?? false,
    maxAttempts: endpoint.maxAttempts ?? null,
    batch: endpoint.isBatch ?? false,
    createdAt: iso(endpoint.createdAt),
    disabledAt: endpoint.disabledAt === undefined ? null : iso(endpoint.disabledAt),
    disabledReason: endpoint.disabledAt === undefined ? null : (endpoint.disabledReason ?? null),
    waiting,
    oldestAt: isoOrNull(oldestAt),
    failingSince: isoOrNull(failingSince),
    tasks: tasks.flatMap((task) => (task.endpointId === endpoint.id ? taskView(task) : [])),
  }
}

function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : iso(at)
}

/** A deletion is not shown: the endpoint is gone with it. */
function taskView({ kind, fromAt, toAt, isMissing = false, chosen, done, startedAt }: EndpointTask) {
  if (kind === 'end') return []
  const [from, to] = [fromAt, toAt].map(isoOrNull)
  return [
    {
      kind,
      from: from ?? null,
      to: to ?? null,
      ...(isMissing ? { missing: true as const } : {}),
      ...chosen,
      done,
      startedAt: iso(startedAt),
    },
  ]
}

/** The type and its public part; a basic user name is not secret, a token is. */
function authView(auth: EndpointAuth | undefined) {
  switch (auth?.type) {
    case undefined:
      return null
    case 'bearer':
      return { type: auth.type }
    case 'basic':
      return { type: auth.type, username: auth.username }
    case 'api_key':
      return { type: auth.type, header: auth.header }
  }
}

function missing(path: string): Violation {
  return { path, rule: 'required' }
}

function unknownField(path: string): Violation {
  return { path, rule: 'unknown_field' }
}
