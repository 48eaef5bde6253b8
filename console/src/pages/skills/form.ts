/** A skill while somebody writes it, and the request that it becomes. Pure. */
import type { Schemas } from '../../../../sdk/client.ts'
import { readObject } from '../../kit/json.ts'
import type { Skill } from './queries.ts'

export const hearable = [
  'said',
  'pressed',
  'reaction',
  'edit',
  'revoke',
  'unsupported',
  'system',
  'request_welcome',
] as const
export type Heard = (typeof hearable)[number]

export const mostMessages = 10

/** A message that is only a text is written as one, any other as JSON. */
export type MessageForm = { id: number; isJson: boolean; text: string }

export type SkillForm = {
  id: string
  name: string
  kind: 'messages' | 'webhook'
  messages: readonly MessageForm[]
  memory: string
  next: string
  url: string
  hears: readonly Heard[]
}

const usual: readonly Heard[] = ['said', 'pressed']

export const emptySkill: SkillForm = {
  id: '',
  name: '',
  kind: 'messages',
  messages: [{ id: 0, isJson: false, text: '' }],
  memory: '',
  next: '',
  url: '',
  hears: usual,
}

export function formOfSkill({ id, name, kind, messages = [], memory, next = '', url = '', hears }: Skill): SkillForm {
  return {
    id,
    name,
    kind,
    messages: messages.map((message, at) => ({ id: at, ...messageForm(message) })),
    memory: memory === undefined ? '' : JSON.stringify(memory, null, 2),
    next,
    url,
    hears: hears ?? usual,
  }
}

function messageForm(message: Readonly<Record<string, unknown>>): Omit<MessageForm, 'id'> {
  const { type, text, ...rest } = message
  if (type === 'text' && typeof text === 'string' && Object.keys(rest).length === 0) return { isJson: false, text }
  return { isJson: true, text: JSON.stringify(message, null, 2) }
}

/** Undefined where something is no JSON: the field says so. */
export function bodyOfSkill(form: SkillForm): Schemas['NewSkill'] | undefined {
  const { name, kind, url, next, hears } = form
  const shared = { ...(name.trim() !== '' && { name: name.trim() }), kind, hears: [...hears] }
  if (kind === 'webhook') return { ...shared, url }
  const messages = form.messages.map(messageOf)
  const memory = form.memory.trim() === '' ? null : readObject(form.memory)
  if (memory === undefined || messages.includes(undefined)) return undefined
  return {
    ...shared,
    messages: messages.flatMap((message) => message ?? []),
    ...(memory && { memory }),
    ...(next !== '' && { next }),
  }
}

type Message = NonNullable<Schemas['NewSkill']['messages']>[number]

function messageOf({ isJson, text }: MessageForm): Message | undefined {
  return isJson ? (readObject(text) as Message | undefined) : { type: 'text', text }
}
