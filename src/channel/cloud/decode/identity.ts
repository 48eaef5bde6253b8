/**
 * A system message that announces a person's new identifiers (meta-2026.md, section 5.4), in Meta's form of 2026-08-11
 * and in the older ones.
 */
import type { Renaming } from '../../../model/inbound/inbound.ts'
import { type Json, objectOf, textOf } from '../../../model/json.ts'
import { isNamed, type Names, namesOf } from './person.ts'

const words: ReadonlyMap<string, { keepsNumber: boolean }> = new Map([
  ['user_changed_number', { keepsNumber: false }],
  ['customer_changed_number', { keepsNumber: false }],
  ['user_changed_user_id', { keepsNumber: true }],
])

export function isSystem(item: Json): boolean {
  return textOf(item.type)?.toLowerCase() === 'system'
}

/**
 * `own`: the item's identifiers of its sender, which are usually the old ones, except for what is new already. Before
 * August 2026 the old id stood only in `body`; a text that contains the person's own name is not searched for ids.
 */
export function readRenaming(item: Json, own: Names): Renaming | undefined {
  const system = isSystem(item) ? objectOf(item.system) : undefined
  const kind = words.get(textOf(system?.type)?.toLowerCase() ?? '')
  if (system === undefined || kind === undefined) return undefined
  const to = namesOf(system.wa_id ?? system.new_wa_id, system.user_id ?? system.new_user_id)
  const previousId = textOf(system.previous_user_id) ?? (own.scopedId === to.scopedId ? undefined : own.scopedId)
  const phone = !kind.keepsNumber && own.phone === to.phone ? undefined : own.phone
  const parentId = textOf(system.previous_parent_user_id)
  const from = { ...(phone ? { phone } : {}), ...(previousId ? { scopedId: previousId } : {}) }
  if (!isNamed(to) || (!isNamed(from) && parentId === undefined)) return undefined
  return { from: { ...from, ...(parentId ? { parentId } : {}) }, to, keepsNumber: kind.keepsNumber }
}
