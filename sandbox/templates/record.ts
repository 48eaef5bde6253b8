/**
 * The history of templates besides the templates themselves: when they were edited and created, how often paused, and
 * which deleted names are held (cloud-api.md 3.3).
 */

import { hourMs } from '../time.ts'
import type { Template } from './template.ts'

export type TemplateRecord = {
  /** The approved template's changes within the last 30 days. */
  editsOf(template: Template): readonly number[]
  addEdit(template: Template): void
  /** A deleted name and language cannot be reused for 30 days. */
  hold(wabaId: string, template: Template): void
  isHeld(wabaId: string, name: string, language: string): boolean
  /** An account's creations within the last hour, including this one. */
  countCreation(wabaId: string): number
  /** Returns the number of earlier pauses, then counts this one. */
  countPause(template: Template): number
  clear(): void
}

const monthMs = 30 * 24 * hourMs

export function createTemplateRecord(now: () => number): TemplateRecord {
  const pauses = new Map<string, number>()
  const edits = new Map<string, readonly number[]>()
  const creations = new Map<string, readonly number[]>()
  const heldUntil = new Map<string, number>()
  const recent = (times: readonly number[] | undefined, spanMs: number) =>
    (times ?? []).filter((at) => now() - at < spanMs)
  return {
    editsOf: ({ id }) => recent(edits.get(id), monthMs),
    addEdit: ({ id }) => void edits.set(id, [...recent(edits.get(id), monthMs), now()]),
    hold: (wabaId, { name, language }) => void heldUntil.set(`${wabaId} ${name} ${language}`, now() + monthMs),
    isHeld: (wabaId, name, language) => (heldUntil.get(`${wabaId} ${name} ${language}`) ?? 0) > now(),
    countCreation(wabaId) {
      const times = [...recent(creations.get(wabaId), hourMs), now()]
      creations.set(wabaId, times)
      return times.length
    },
    countPause({ id }) {
      const before = pauses.get(id) ?? 0
      pauses.set(id, before + 1)
      return before
    },
    clear() {
      for (const part of [pauses, edits, creations, heldUntil]) part.clear()
    },
  }
}
