/**
 * Export and import of the world as one JSON value: people, numbers, templates, flows, media, history, rules, faults,
 * disorder, accounts, tokens, time and chance. After an import, the next ids and answers are those that the exporting
 * sandbox would have given. Excluded: the webhooks' destination, webhooks in flight, and unfinished uploads.
 */
import type { SavedNumber } from './business.ts'
import type { Fault } from './faults/fault.ts'
import type { Flow } from './flow.ts'
import type { HistoryEntry } from './history.ts'
import type { PhoneNumber } from './identity.ts'
import type { Media } from './media.ts'
import type { Person } from './people.ts'
import type { RandomState } from './random.ts'
import type { Hour } from './rules/call-meter.ts'
import type { SavedCaps } from './rules/caps.ts'
import { changeRules, defaultLimits, defaultRules } from './rules/switch.ts'
import type { TokenRecord, TokenState } from './rules/tokens.ts'
import type { Template } from './templates/template.ts'
import type { UploadedFile } from './upload.ts'
import { isJson } from './wire.ts'
import type { World } from './world.ts'

const version = 1

type Pairs = readonly (readonly [string, number])[]

/** JSON has no Infinity: `always` represents it in faults, an absent member in media. */
type SavedFault = Omit<Fault, 'timesLeft'> & { timesLeft: number | 'always' }
type SavedMedia = Omit<Media, 'bytes' | 'expiresAt'> & { base64: string; expiresAt?: number }
type SavedTemplate = { wabaId: string; template: Template }

export type State = {
  version: typeof version
  clock: { now: number; isFrozen: boolean }
  random: RandomState
  people: readonly Person[]
  windows: Pairs
  /** Absent in exports of earlier versions. */
  charges?: ReturnType<World['charges']['saved']>
  numbers: readonly PhoneNumber[]
  templates: readonly SavedTemplate[]
  flows: readonly Flow[]
  /** Absent if the export excluded media. */
  media?: readonly SavedMedia[]
  history: readonly HistoryEntry[]
  rules: Readonly<Record<string, boolean>>
  limits: Readonly<Record<string, unknown>>
  rulesOff: readonly string[]
  faults: readonly SavedFault[]
  disorder: World['disorder']
  review: { mode: World['reviews']['mode']; delayMs: number }
  pairs: Pairs
  throughput: Pairs
  accounts: readonly SavedNumber[]
  handles: readonly (readonly [string, UploadedFile])[]
  /** A mere state in exports of earlier versions. */
  tokens: readonly (readonly [string, TokenRecord | TokenState])[]
  caps: SavedCaps
  calls: readonly (readonly [string, Hour])[]
}

export function exportState(world: World, hasMedia: boolean): State {
  const wabas = [...new Set([...world.numbers.values()].map(({ wabaId }) => wabaId))]
  return {
    version,
    clock: { now: world.now(), isFrozen: world.clock.isFrozen() },
    random: world.random.state(),
    people: world.people.all(),
    windows: world.people.windows(),
    charges: world.charges.saved(),
    numbers: [...world.numbers.values()],
    templates: wabas.flatMap((wabaId) => world.templates.all(wabaId).map((template) => ({ wabaId, template }))),
    flows: world.flows.all(),
    ...(hasMedia ? { media: world.media.all().map(savedMedia) } : {}),
    history: world.history.all(),
    rules: world.rules,
    limits: world.policy.limits,
    rulesOff: [...world.policy.off],
    faults: world.faults.all().map(savedFault),
    disorder: world.disorder,
    review: { mode: world.reviews.mode, delayMs: world.reviews.delayMs },
    pairs: world.pairs.entries(),
    throughput: world.throughput.entries(),
    accounts: world.business.numbers(),
    handles: world.uploads.entries(),
    tokens: world.policy.tokens.entries(),
    caps: world.policy.caps.saved(),
    calls: world.policy.calls.entries(),
  }
}

function savedMedia({ bytes, expiresAt, ...media }: Media): SavedMedia {
  return { ...media, base64: bytes.toString('base64'), ...(Number.isFinite(expiresAt) ? { expiresAt } : {}) }
}

function savedFault(fault: Fault): SavedFault {
  return { ...fault, timesLeft: Number.isFinite(fault.timesLeft) ? fault.timesLeft : 'always' }
}

/** Replaces everything, or returns the error and changes nothing. */
export function importState(world: World, body: unknown): string | undefined {
  const problem = problemOf(body)
  if (problem !== undefined) return problem
  const state = body as State
  const media = state.media?.map(loadedMedia)
  const faults = state.faults.map(loadedFault)
  world.reset()
  if (state.clock.isFrozen) world.clock.freeze()
  world.clock.set(state.clock.now)
  world.people.restore(state.people, state.windows)
  world.charges.restore(state.charges ?? {})
  world.numbers.clear()
  for (const number of state.numbers) world.numbers.set(number.phoneNumberId, number)
  world.templates.clear()
  for (const { wabaId, template } of state.templates) world.templates.put(wabaId, template)
  world.flows.clear()
  for (const flow of state.flows) world.flows.put(flow)
  if (media !== undefined) world.media.restore(media)
  world.history.restore(state.history)
  setRules(world, state)
  world.faults.restore(faults)
  world.pairs.restore(state.pairs)
  world.throughput.restore(state.throughput)
  setAccounts(world, state)
  // Last, since the steps above may have drawn from the generator.
  world.random.restore(state.random)
  return undefined
}

function setRules(world: World, { rules, limits, rulesOff, disorder, review }: State): void {
  Object.assign(world.rules, rules)
  Object.assign(world.policy.limits, limits)
  for (const name of rulesOff) world.policy.off.add(name)
  world.setDisorder(disorder)
  Object.assign(world.reviews, { mode: review.mode, delayMs: review.delayMs })
}

function setAccounts(world: World, { accounts, handles, tokens, caps, calls }: State): void {
  world.business.restore(accounts)
  world.uploads.restore(handles)
  for (const [token, record] of tokens)
    world.policy.tokens.set(token, typeof record === 'string' ? { state: record } : record)
  world.policy.caps.restore(caps)
  world.policy.calls.restore(calls)
}

function loadedMedia({ base64, ...media }: SavedMedia): Media {
  return { expiresAt: Number.POSITIVE_INFINITY, ...media, bytes: Buffer.from(base64, 'base64') }
}

function loadedFault(fault: SavedFault): Fault {
  return { ...fault, timesLeft: fault.timesLeft === 'always' ? Number.POSITIVE_INFINITY : fault.timesLeft }
}

/** Each list with the members that its items must have. */
const lists = {
  people: ['key', 'name'],
  windows: ['0', '1'],
  numbers: ['phoneNumberId', 'wabaId', 'displayNumber', 'verifiedName'],
  templates: ['wabaId', 'template'],
  flows: ['id', 'wabaId'],
  history: ['seq', 'wamid', 'direction', 'phoneNumberId', 'to', 'from', 'person', 'receivedAt', 'status', 'body'],
  rulesOff: [],
  faults: ['id', 'kind', 'match', 'timesLeft', 'every'],
  pairs: ['0', '1'],
  throughput: ['0', '1'],
  accounts: ['phoneNumberId', 'profile', 'qrCodes', 'blocked', 'calls'],
  handles: ['0', '1'],
  tokens: ['0', '1'],
  calls: ['0', '1'],
} as const

function problemOf(body: unknown): string | undefined {
  if (!isJson(body)) return 'the body must be a JSON object'
  if (body.version !== version) return `version must be ${version}: send the response of GET /_sandbox/export`
  for (const [name, members] of Object.entries(lists)) {
    const items = body[name]
    if (!Array.isArray(items)) return `${name} must be an array`
    const wrong = items.findIndex((item) => members.some((member) => (item?.[member] ?? undefined) === undefined))
    if (wrong !== -1) return `${name} has an item without ${members.join(', ')}`
  }
  const media = body.media ?? []
  if (!Array.isArray(media) || media.some((one) => typeof one?.id !== 'string' || typeof one.base64 !== 'string'))
    return 'media must be an array of items with id and base64'
  for (const name of ['clock', 'rules', 'limits', 'disorder', 'review', 'caps'])
    if (!isJson(body[name])) return `${name} must be an object`
  const { rules, limits, numbers } = body as State
  if (numbers.some(({ phoneNumberId, wabaId }) => !/^\d{1,32} \d{1,32}$/.test(`${phoneNumberId} ${wabaId}`)))
    return 'numbers has an item whose ids are not digits'
  // Validated on a copy, so that an error is reported before any change.
  const wrongRule = changeRules(
    { rules: { ...defaultRules }, limits: { ...defaultLimits }, off: new Set() },
    { ...rules, ...limits },
  )
  if (wrongRule !== undefined) return wrongRule
  if (!Number.isFinite((body.clock as { now?: unknown }).now)) return 'clock.now must be a number'
  const words = body.random
  const isRandom = Array.isArray(words) && words.length === 4 && words.every((word) => Number.isInteger(word))
  return isRandom ? undefined : 'random must be four integers'
}
