/**
 * The part of a webhook that a fact was read from, as a webhook of its own: with what decode needs to read it again
 * (entry, field, metadata, the item's own contacts) and without its neighbours. A fact is found by the raw object that
 * it carries. Unprocessed items are stored this way, so that a later version, or one with another bot, can ingest them.
 */
import type { Fact } from '../../../model/inbound/inbound.ts'
import { idOf, type Json, listOf, objectOf } from '../../../model/json.ts'

/** Position of an object in the payload. */
type Stand = { parent: object; key: string }

/** A message in a thread in a chunk of a history is eleven levels down. */
const deepest = 14

/**
 * Works for any fact of this payload; undefined when the fact carries no raw object. The payload is walked on first use
 * only.
 */
export function createSourceOf(payload: unknown): (fact: Fact) => Json | undefined {
  let stands: Map<object, Stand | undefined> | undefined
  return (fact) => {
    const raw = 'raw' in fact ? fact.raw : undefined
    if (!isObject(raw)) return undefined
    stands ??= standsIn(payload)
    return objectOf(excerpt(raw, stands))
  }
}

/** Every object and list of the payload, with its parent. */
function standsIn(payload: unknown): Map<object, Stand | undefined> {
  const stands = new Map<object, Stand | undefined>()
  if (!isObject(payload)) return stands
  stands.set(payload, undefined)
  let level: object[] = [payload]
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    const next: object[] = []
    for (const parent of level) {
      for (const [key, child] of Object.entries(parent)) {
        if (!isObject(child)) continue
        stands.set(child, { parent, key })
        next.push(child)
      }
    }
    level = next
  }
  return stands
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/**
 * From the fact's raw object outwards: of each list around it only the one element, of each object its non-list
 * members.
 */
function excerpt(raw: object, stands: ReadonlyMap<object, Stand | undefined>): unknown {
  // Some members of a value, reassembled, are a value themselves.
  let at = stands.has(raw) ? raw : valueOfMembers(raw, stands)
  if (at === undefined) return undefined
  const around: object[] = [raw]
  let part: object = raw
  for (let stand = stands.get(at); stand !== undefined; stand = stands.get(at)) {
    const { parent, key } = stand
    around.push(parent)
    if (Array.isArray(parent)) part = [part]
    else part = { ...beside(parent, stands.get(parent)?.key, around), [key]: part }
    at = parent
  }
  return part
}

function valueOfMembers(raw: object, stands: ReadonlyMap<object, Stand | undefined>): object | undefined {
  const members = Object.values(raw).filter(isObject)
  const around = members.map((member) => stands.get(member)?.parent).find((parent) => parent !== undefined)
  return around ?? stands.keys().find((object) => stands.get(object)?.key === 'value' && hasAllOf(object, raw))
}

function hasAllOf(value: object, raw: object): boolean {
  return Object.entries(raw).every(([name, member]) => Object.is((value as Json)[name], member))
}

/** Members that all items of a value need; the other members belong to other facts. */
const envelope = ['messaging_product', 'metadata', 'contacts']

function beside(parent: object, its: string | undefined, around: readonly object[]): Json {
  const all = withoutLists(parent, around)
  return its === 'value' ? Object.fromEntries(Object.entries(all).filter(([name]) => envelope.includes(name))) : all
}

function withoutLists(parent: object, around: readonly object[]): Json {
  const members = Object.entries(parent).filter(([, member]) => !Array.isArray(member))
  const contacts = listOf((parent as Json).contacts)
  return {
    ...Object.fromEntries(members),
    ...(contacts && { contacts: theirContacts(contacts, parent, around) }),
  }
}

/** The contacts that the item names; or the only contact, when the value is about nothing else. */
function theirContacts(contacts: readonly unknown[], value: object, around: readonly object[]): unknown[] {
  const others = Object.entries(value).filter(([key, list]) => key !== 'contacts' && Array.isArray(list))
  const items = others.reduce((count, [, list]) => count + (list as unknown[]).length, 0)
  if (contacts.length === 1 && items === 1) return [...contacts]
  const names = new Set(around.filter((one) => one !== value).flatMap((one) => Object.values(one).map(idOf)))
  return contacts.filter((contact) => {
    const { wa_id: waId, user_id: userId } = objectOf(contact) ?? {}
    return [idOf(waId), idOf(userId)].some((name) => name !== undefined && names.has(name))
  })
}
