/**
 * Random requests from the OpenAPI document: for each operation a path, a query, headers and a body that are nearly
 * right, or changed in one to three places. And signed deliveries of Meta's, changed likewise. The same seed makes the
 * same requests.
 */
import { golden, type Json, messageKinds, messageOf, messagesChange, statusOf } from '../support/cloud-webhooks.ts'

export type Sent = {
  operation: string
  method: string
  path: string
  headers: Record<string, string>
  body?: string | Buffer
}

type Schema = Record<string, unknown>
type Parameter = { name: string; in: string; schema: Schema }
export type Operation = {
  method: string
  path: string
  parameters: Parameter[]
  bodies: Record<string, Schema>
  access: string
}

export type Chance = {
  /** From 0 to below `n`. */
  below(n: number): number
  of<T>(items: readonly T[]): T
  is(share: number): boolean
}

/** Mulberry32. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  return { below, of: (items) => items[below(items.length)] as never, is: (share) => next() < share }
}

export function operationsOf(document: object): Operation[] {
  const paths = (document as { paths: Record<string, Record<string, Json>> }).paths
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => {
      // Its answer has no end to wait for: test/flow/stream.test.ts.
      if (path === '/manage/v1/stream') return []
      const content = (operation.requestBody as { content?: Record<string, { schema: Schema }> } | undefined)?.content
      const bodies = Object.fromEntries(Object.entries(content ?? {}).map(([type, { schema }]) => [type, schema]))
      const security = (operation.security as Json[] | undefined)?.[0] ?? {}
      const access = Object.keys(security)[0] ?? 'public'
      const parameters = (operation.parameters as Parameter[] | undefined) ?? []
      return { method: method.toUpperCase(), path, parameters, bodies, access }
    }),
  )
}

export type Known = {
  /** Existing values of each path parameter, for the operator and for clients. */
  values(name: string, access: string): readonly string[]
  /** The headers of the permitted callers, by the operation's access. */
  credentials: Record<string, Record<string, string>>
  sign(body: string): string
}

export function createRequest(operation: Operation, chance: Chance, known: Known): Sent {
  const { method, path, parameters, access } = operation
  const valueFor = ({ name }: Parameter) => {
    const right = known.values(name, access)
    return right.length > 0 && chance.is(0.85) ? chance.of(right) : String(strange(chance)).slice(0, 300)
  }
  const inPath = new Map(parameters.filter((one) => one.in === 'path').map((one) => [one.name, valueFor(one)]))
  const query = parameters
    .filter((one) => one.in === 'query' && chance.is(0.4))
    .map((one) => `${chance.is(0.95) ? one.name : 'bogus'}=${escaped(queryValue(one, chance, known, access))}`)
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => escaped(inPath.get(name) ?? 'x'))
  const headers: Record<string, string> = { 'accept-language': chance.of(['es', 'en', 'pt', '*', 'xx;q=9,']) }
  const right = known.credentials[access]
  if (right !== undefined && chance.is(0.97)) Object.assign(headers, right)
  else if (chance.is(0.5)) headers.authorization = `Basic ${btoa(`demo:${chance.below(5)}`)}`
  if (chance.is(0.1)) headers['idempotency-key'] = chance.of(['', 'k'.repeat(300), 'a key', `k${chance.below(50)}`])
  if (chance.is(0.1)) headers['if-match'] = chance.of(['*', '"x"', 'W/"1"', '1', '"1", "2"'])
  if (chance.is(0.05))
    headers[chance.of(['x-request-id', 'x-forwarded-for', 'origin', 'range', 'cookie'])] = 'x'.repeat(9)
  const sent = {
    operation: `${method} ${path}`,
    method,
    path: `${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`,
  }
  return path === '/meta/webhook' && method === 'POST'
    ? { ...sent, ...delivery(headers, chance, known) }
    : { ...sent, ...withBody(operation, headers, chance, known) }
}

function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed()) || '%20'
}

function queryValue({ name, schema }: Parameter, chance: Chance, known: Known, access: string): string {
  const right = known.values(name, access)
  if (right.length > 0 && chance.is(0.7)) return chance.of(right)
  return String(chance.is(0.6) ? sample(schema, chance, 0) : strange(chance)).slice(0, 2_000)
}

const oddTypes = [
  'text/plain',
  'application/json; charset=utf-16',
  'application/json;charset=latin1',
  'multipart/form-data',
  '',
]

function withBody(operation: Operation, headers: Record<string, string>, chance: Chance, known: Known) {
  const types = Object.keys(operation.bodies)
  if (types.length === 0)
    return chance.is(0.9) ? { headers } : { headers: { ...headers, 'content-type': 'application/json' } }
  const type = chance.of(types)
  const schema = operation.bodies[type] ?? {}
  const value = bent(named(sample(schema, chance, 0), operation, chance, known), chance)
  if (type === 'multipart/form-data') return form(value, headers, chance)
  const contentType = chance.is(0.96) ? 'application/json' : chance.of(oddTypes)
  return { headers: { ...headers, 'content-type': contentType }, body: written(value, chance) }
}

/** Names of existing resources, so that most requests pass the first check. */
function named(value: unknown, { access }: Operation, chance: Chance, known: Known): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const fields = value as Json
  for (const name of ['botId', 'userId', 'elementName', 'skillId', 'destinations', 'clientId'])
    if (name in fields && chance.is(0.8)) {
      const right = known.values(name === 'destinations' ? 'userId' : name, access)
      if (right.length > 0) fields[name] = name === 'destinations' ? [chance.of(right)] : chance.of(right)
    }
  return fields
}

function form(value: unknown, headers: Record<string, string>, chance: Chance) {
  const boundary = 'fuzz'
  const rows = Array.from(
    { length: chance.below(20) },
    () => `${chance.is(0.7) ? '593987654321' : strange(chance)};Ana;${strange(chance)}`,
  )
  const file = [chance.is(0.8) ? 'phone;nombre;pedido' : String(strange(chance)), ...rows].join(
    chance.of(['\n', '\r\n']),
  )
  const fields = Object.entries((value ?? {}) as Json).filter(([name]) => name !== 'file')
  const parts = fields.map(([name, one]) => part(name, typeof one === 'string' ? one : (JSON.stringify(one) ?? '')))
  parts.splice(
    chance.below(parts.length + 1),
    0,
    part('file', file.slice(0, 20_000), chance.of(['a.csv', '', '../x', 'ñ".csv'])),
  )
  const deep = chance.is(0.1)
    ? part('parameters', '['.repeat(5_000)) + part('params', `${'['.repeat(6_000)}${']'.repeat(6_000)}`)
    : ''
  const text = `${parts.join('')}${deep}--${boundary}--\r\n`
  const body = chance.is(0.9) ? text : text.slice(0, chance.below(text.length))
  return { headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` }, body }
}

function part(name: string, value: string, filename?: string): string {
  const file = filename === undefined ? '' : `; filename="${filename}"`
  return `--fuzz\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`
}

/** JSON, rarely truncated, deep, or not in this encoding. */
function written(value: unknown, chance: Chance): string | Buffer {
  const text = JSON.stringify(value) ?? 'null'
  if (chance.is(0.03)) return text.slice(0, chance.below(text.length))
  if (chance.is(0.02))
    return Buffer.concat([Buffer.from(text.slice(0, 5)), Buffer.from([0xff, 0xfe, 0x00]), Buffer.from(text.slice(5))])
  if (chance.is(0.02)) return text.replace(/"[^"]*"(?=[,}\]])/, () => nested(chance.of([70, 6_000, 60_000])))
  return text
}

function nested(levels: number): string {
  return `${'{"a":['.repeat(levels)}1${']}'.repeat(levels)}`
}

// ── values ──────────────────────────────────────────────────

/** Nearly right: an example where there is one, else of the type. */
export function sample(schema: Schema, chance: Chance, level: number): unknown {
  const example = schema.example ?? (schema.examples as unknown[] | undefined)?.[0]
  if (example !== undefined && chance.is(0.7)) return structuredClone(example)
  const union = (schema.oneOf ?? schema.anyOf) as Schema[] | undefined
  if (union) return sample(chance.of(union), chance, level + 1)
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum)) return chance.of(schema.enum)
  switch (schema.type) {
    case 'object':
      return sampleObject(schema, chance, level)
    case 'array': {
      const count = level > 6 ? 0 : Math.max(Number(schema.minItems ?? 0), chance.below(3))
      return Array.from({ length: count }, () => sample((schema.items ?? {}) as Schema, chance, level + 1))
    }
    case 'integer':
    case 'number':
      return Number(schema.minimum ?? 0) + chance.below(5)
    case 'boolean':
      return chance.is(0.5)
    case 'null':
      return null
    default:
      return chance.of(['hola', 'es', '593987654321', 'demo', 'https://127.0.0.1:1/a.png', '2026-12-01T00:00:00Z'])
  }
}

function sampleObject(schema: Schema, chance: Chance, level: number): Json {
  const required = new Set((schema.required as string[] | undefined) ?? [])
  const properties = Object.entries((schema.properties as Record<string, Schema> | undefined) ?? {})
  const chosen = properties.filter(([name]) => required.has(name) || (level < 5 && chance.is(0.5)))
  return Object.fromEntries(chosen.map(([name, one]) => [name, sample(one, chance, level + 1)]))
}

export function strange(chance: Chance): unknown {
  return chance.of<() => unknown>([
    () => '',
    () => ' ',
    () => null,
    () => -1,
    () => 1e308,
    () => 0.1,
    () => 2 ** 53,
    () => true,
    () => [],
    () => ({}),
    () => '\u0000',
    () => '\ud800',
    () => '{{1}}'.repeat(200),
    () => '*a '.repeat(3_000),
    () => ' '.repeat(5_000),
    () => '/'.repeat(5_000),
    () => '1'.repeat(5_000),
    () => 'a\u0301'.repeat(2_000),
    () => '../../etc/passwd',
    () => "'; drop table messages; --",
    () => '%00%ff',
    () => '__proto__',
    () => 'https://[::1]/',
    () => '9999-99-99',
    () => Array.from({ length: 2_000 }, () => ({})),
    () => Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`k${at}`, at])),
    () => JSON.parse(nested(40)),
  ])()
}

/** Changed in one to three places: another value, none, or one more; a third stays as it is. */
export function bent(value: unknown, chance: Chance): unknown {
  if (chance.is(0.33)) return value
  let result = value
  for (let times = 1 + chance.below(3); times > 0; times--) result = bend(result, chance, 0)
  return result
}

function bend(value: unknown, chance: Chance, level: number): unknown {
  if (typeof value !== 'object' || value === null || (level > 0 && chance.is(0.2))) return strange(chance)
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Json
  const keys = Object.keys(copy)
  const key = keys.length === 0 || chance.is(0.1) ? chance.of(['extra', 'type', 'constructor', '0']) : chance.of(keys)
  if (chance.is(0.15)) delete copy[key]
  else copy[key] = bend(copy[key], chance, level + 1)
  return copy
}

// ── Meta ────────────────────────────────────────────────────

/** Meta's own shapes to the sandbox's number, changed, doubled, deep; signed, rarely wrongly. */
function delivery(headers: Record<string, string>, chance: Chance, known: Known) {
  const wamid = `wamid.${chance.below(5_000)}`
  const { member } = chance.of(messageKinds)
  const change = messagesChange({
    metadata: { display_phone_number: '593990000001', phone_number_id: '100000000000001' },
    contacts: [{ profile: { name: 'Ana' }, wa_id: '593987654321' }],
    messages: [{ ...messageOf(wamid, member), from: '593987654321' }],
    ...(chance.is(0.4) && { statuses: [statusOf(wamid, chance.of(['sent', 'read', 'failed', 'x']))] }),
  })
  const whole = chance.is(0.3)
    ? chance.of(golden).payload
    : {
        object: 'whatsapp_business_account',
        entry: [{ id: '200000000000001', time: 1_751_247_548, changes: [change] }],
      }
  const body = String(written(bent(structuredClone(whole), chance), chance))
  const signature = chance.is(0.95) ? known.sign(body) : chance.of(['', 'sha256=00', `sha256=${'0'.repeat(64)}`])
  return { headers: { ...headers, 'x-hub-signature-256': signature, 'content-type': 'application/json' }, body }
}
