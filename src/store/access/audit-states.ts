/**
 * The states that the audit trail shows before and after a change: settings without secrets. A secret appears as a mark
 * that shows only whether it changed. Read in the transaction of the change (audit-scope.ts).
 */

import { mayNamePerson } from '../../model/access/saved-view.ts'
import { parseTemplatePath } from '../../model/template/record.ts'
import { parsed, type Seal } from '../sealing/seal.ts'
import { parse, query, queryOne, type Transaction, type Value } from '../sql/transaction.ts'
import { savedView } from '../views/saved-views.ts'
import { apiKey } from './api-keys.ts'
import type { AuditAbout } from './audit.ts'
import { client, clientSecrets } from './clients.ts'
import { member } from './members.ts'

type Found = Record<string, Value>
type State = Record<string, unknown> | undefined

/** Undefined if it does not exist, or its kind has no state. */
export function* stateOf(seal: Seal, about: AuditAbout): Transaction<State> {
  const { id = '', botId = '' } = about
  switch (about.kind) {
    case 'bot':
      return yield* botState(seal, id)
    case 'client':
      return yield* clientState(id)
    case 'endpoint':
      return endpointState(seal, yield* queryOne<Found>('select * from endpoints where id = $1', id))
    case 'webhook':
      return yield* webhookState(seal, botId)
    case 'skill':
      return rowState(yield* queryOne<Found>('select * from skills where bot_id = $1 and id = $2', botId, id), [
        'settings',
      ])
    case 'quick_answer':
      return rowState(
        yield* queryOne<Found>('select * from quick_answers where bot_id = $1 and name = $2', botId, id),
        [],
      )
    case 'view':
      return yield* viewState(seal, id)
    case 'template':
      return yield* templateState(botId, id)
    case 'campaign':
      return yield* queryOne<Found>(
        'select id, bot_id, name, element_name, state, row_count, client_id, created_at from campaigns where id = $1',
        id,
      )
    case 'user':
      return yield* memberState(id)
    case 'api_key': {
      const { lastUsedAt: _, ...key } = (yield* apiKey(id)) ?? { lastUsedAt: undefined }
      return 'id' in key ? key : undefined
    }
    default:
      return undefined
  }
}

/** Kinds whose state shows a change: if the state is equal, nothing changed. */
export function hasState({ kind }: AuditAbout): boolean {
  return !stateless.includes(kind)
}

const stateless: readonly AuditAbout['kind'][] = [
  'session',
  'conversation',
  'message',
  'unprocessed',
  'audit',
  'key_rotation',
  'log_level',
  'rate_card',
]

/** 32 bits of a keyed hash. */
function mark(seal: Seal, secret: string): string {
  return `#${seal.mark('audit', secret).slice(0, 8)}`
}

function* botState(seal: Seal, id: string): Transaction<State> {
  const found = yield* queryOne<Found>('select * from bots where id = $1', id)
  if (!found) return undefined
  const { secrets, settings, ...rest } = found
  const open = parse<Record<string, string>>(seal.open('bots', String(secrets))) ?? {}
  const marks = Object.fromEntries(Object.entries(open).map(([name, secret]) => [name, mark(seal, String(secret))]))
  const { updatedAt: _, ...reported } = parse<Record<string, unknown>>(settings) ?? {}
  return { ...withoutCounts(rest), settings: reported, secrets: marks }
}

function* clientState(id: string): Transaction<State> {
  const known = yield* client(id)
  if (!known) return undefined
  const { updatedAt: _, revision: __, ...rest } = known
  const secrets = yield* clientSecrets(id)
  return {
    ...rest,
    secrets: secrets.map(({ secretHash, clientId, ...said }) => ({
      ...said,
      mark: `#${parsed(secretHash).rest.slice(0, 8)}`,
    })),
  }
}

function endpointState(seal: Seal, found: Found | undefined): State {
  if (!found) return undefined
  const { auth, events, wishes, ...rest } = found
  const kind = auth === null ? undefined : parse<{ type: string }>(seal.open('endpoints', String(auth)))
  return {
    ...withoutCounts(rest),
    events: parse(events),
    wishes: parse(wishes),
    ...(kind && { auth: { type: kind.type, mark: mark(seal, JSON.stringify(kind)) } }),
  }
}

function* webhookState(seal: Seal, botId: string): Transaction<State> {
  const found = yield* query<Found>('select * from endpoints where bot_id = $1 order by id', botId)
  return { endpoints: found.map((one) => endpointState(seal, one)) }
}

function* templateState(botId: string, id: string): Transaction<State> {
  const { elementName, language } = parseTemplatePath(id)
  const found = yield* query<Found>(
    'select * from templates where bot_id = $1 and element_name = $2 order by language',
    botId,
    elementName,
  )
  const those = found.filter((one) => language === undefined || one.language === language)
  return those.length === 0
    ? undefined
    : { languages: those.map((one) => rowState(one, ['definition', 'record', 'draft'])) }
}

function* memberState(id: string): Transaction<State> {
  const known = yield* member(id)
  if (!known) return undefined
  const { updatedAt: _, revision: __, lastSignInAt: ___, ...rest } = known
  const more = yield* queryOne<{ password_at: number | null }>('select password_at from members where id = $1', id)
  const sessions = yield* query<{ id: string }>('select id from sessions where member_id = $1 order by id', id)
  const links = yield* query<{ expires_at: number }>('select expires_at from sign_in_links where member_id = $1', id)
  return {
    ...rest,
    passwordAt: more?.password_at ?? null,
    sessions: sessions.length,
    links: links.map(({ expires_at }) => expires_at),
  }
}

/** A number of a person, and a name that may have one, are marks: the trail is never changed. */
function* viewState(seal: Seal, id: string): Transaction<State> {
  const found = yield* savedView(id)
  if (!found) return undefined
  const { name, filters, ownerName: _, updatedAt: __, revision: ___, ...rest } = found
  const shown = (key: string, text: string) => (mayNamePerson(key, text) ? mark(seal, text) : text)
  return {
    ...rest,
    name: shown('name', name),
    filters: Object.fromEntries(Object.entries(filters).map(([key, text]) => [key, shown(key, text)])),
  }
}

function rowState(found: Found | undefined, asJson: string[]): State {
  if (!found) return undefined
  const read = asJson.map((name) => [name, parse(found[name])] as const).filter(([, value]) => value !== undefined)
  return { ...withoutCounts(found), ...Object.fromEntries(read) }
}

/** Omits columns that change with every write, and empty ones. */
function withoutCounts(found: Found): Found {
  return Object.fromEntries(
    Object.entries(found).filter(([name, value]) => value !== null && name !== 'revision' && name !== 'updated_at'),
  )
}
