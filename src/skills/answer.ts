/**
 * Parses the response of a skill's webhook: `{messages, memory, skill}`, all optional. Untrusted JSON: unreadable parts
 * are reported as problems, readable parts are carried out. Pure.
 */

import type { Violation } from '../model/errors/violation.ts'
import { isObject } from '../model/request/check.ts'
import { readJson } from '../model/request/nesting.ts'
import { maxSkillMessages } from '../model/skill/skill.ts'

export type SkillAnswer = {
  messages: unknown[]
  memory?: Record<string, unknown>
  next: { kind: 'same' } | { kind: 'none' } | { kind: 'skill'; id: string }
  violations: Violation[]
}

/** An empty body or one that is not JSON means nothing to do: many servers answer `ok`. */
export function readAnswer(body: string, truncated: boolean): SkillAnswer {
  const violations: Violation[] = []
  const nothing: SkillAnswer = { messages: [], next: { kind: 'same' }, violations }
  if (truncated) {
    violations.push({ path: 'body', rule: 'too_long', args: { actual: body.length, limit: body.length } })
    return nothing
  }
  const answer = readJson(body)
  if (!isObject(answer)) return nothing
  return {
    messages: readMessages(answer.messages, violations),
    ...(answer.memory === undefined || answer.memory === null ? {} : { memory: readMemory(answer.memory, violations) }),
    next: readNext(answer.skill, violations),
    violations,
  }
}

function readMessages(messages: unknown, violations: Violation[]): unknown[] {
  if (messages === undefined || messages === null) return []
  if (!Array.isArray(messages)) {
    violations.push({ path: 'messages', rule: 'type', args: { expected: 'array' } })
    return []
  }
  if (messages.length > maxSkillMessages) {
    const args = { actual: messages.length, limit: maxSkillMessages }
    violations.push({ path: 'messages', rule: 'too_many', args })
  }
  return messages.slice(0, maxSkillMessages)
}

function readMemory(memory: unknown, violations: Violation[]): Record<string, unknown> {
  if (isObject(memory)) return memory
  violations.push({ path: 'memory', rule: 'type', args: { expected: 'object' } })
  return {}
}

/** Absent: the skill continues. `null`: it ends. `{id}`: another one follows. */
function readNext(skill: unknown, violations: Violation[]): SkillAnswer['next'] {
  if (skill === undefined) return { kind: 'same' }
  if (skill === null) return { kind: 'none' }
  const id = isObject(skill) ? skill.id : undefined
  if (typeof id === 'string' || typeof id === 'number') return { kind: 'skill', id: String(id) }
  violations.push({ path: 'skill', rule: 'type', args: { expected: '{id} or null' } })
  return { kind: 'same' }
}
