/**
 * Removes content nested too deep (`model/request/nesting.ts`) from a webhook before it is decoded: one person's
 * message must not make the whole delivery unreadable. The smallest item around it is set aside as text; its neighbours
 * stay.
 */
import type { Unreadable } from '../../../model/inbound/inbound.ts'
import { idOf, type Json, listOf, objectOf } from '../../../model/json.ts'
import { deepest, isDeeper } from '../../../model/request/nesting.ts'
import { numberNamedIn } from './number.ts'

/** Containers whose items are handled one by one; anything else that is too deep is set aside as a whole. */
const frames: ReadonlySet<string> = new Set([
  'entry',
  'changes',
  'value',
  'history',
  'threads',
  'messages',
  'statuses',
  'message_echoes',
  'calls',
])
/** A message in a thread in a chunk of a history is eleven levels down. */
const deepestFrame = 14
const retainedLength = 10_000

type DeepPosition = Pick<Unreadable, 'wabaId' | 'phoneNumberId'>

/** `payload` may be stored and walked; `aside` was removed from it. */
export function withoutDeep(payload: unknown): { payload: unknown; aside: Unreadable[] } {
  if (!isDeeper(payload)) return { payload, aside: [] }
  const aside: Unreadable[] = []
  const retain = (raw: unknown, position: DeepPosition) => {
    const reason = `nested deeper than ${deepest} levels`
    aside.push({ kind: 'unreadable', reason, raw: textOfDeep(raw, retainedLength), ...position })
  }
  return { payload: prune(payload, 0, {}, retain), aside }
}

type SetAside = (raw: unknown, position: DeepPosition) => void

/** Copies only the path to what was removed; everything else is the same object. */
function prune(raw: unknown, level: number, position: DeepPosition, retain: SetAside): unknown {
  const list = listOf(raw)
  if (list) return list.flatMap((item) => part(item, 'item', level, position, retain))
  const object = objectOf(raw) ?? {}
  const here = placeOf(object, position)
  const members = Object.entries(object).flatMap(([key, member]) =>
    part(member, key, level, here, retain).map((retained) => [key, retained] as const),
  )
  return Object.fromEntries(members)
}

function part(raw: unknown, key: string, level: number, position: DeepPosition, retain: SetAside): unknown[] {
  if (!isDeeper(raw)) return [raw]
  const isFrame =
    frames.has(key) || (key === 'item' && Object.keys(objectOf(raw) ?? {}).some((name) => frames.has(name)))
  if (isFrame && level < deepestFrame) return [prune(raw, level + 1, position, retain)]
  retain(key === 'item' ? raw : { [key]: raw }, position)
  return []
}

function placeOf(object: Json, position: DeepPosition): DeepPosition {
  const { phoneNumberId } = isDeeper(object.metadata) ? {} : numberNamedIn(object)
  const wabaId = listOf(object.changes) ? idOf(object.id) : undefined
  return { ...position, ...(phoneNumberId ? { phoneNumberId } : {}), ...(wabaId ? { wabaId } : {}) }
}

/** `JSON.stringify` recurses with the nesting; this one keeps its position in a list. Ends after `max` characters. */
export function textOfDeep(value: unknown, max: number): string {
  let text = ''
  const rest: ({ value: unknown } | { text: string })[] = [{ value }]
  while (text.length < max) {
    const next = rest.pop()
    if (next === undefined) break
    if ('text' in next) text += next.text
    else if (typeof next.value !== 'object' || next.value === null) text += JSON.stringify(next.value) ?? 'null'
    else {
      const isList = Array.isArray(next.value)
      const parts = Object.entries(next.value).flatMap(([key, member], at) => [
        { text: `${at === 0 ? '' : ','}${isList ? '' : `${JSON.stringify(key)}:`}` },
        { value: member },
      ])
      text += isList ? '[' : '{'
      rest.push({ text: isList ? ']' : '}' })
      // One by one: a call takes only a limited number of arguments.
      for (const part of parts.reverse()) rest.push(part)
    }
  }
  return text.slice(0, max)
}
