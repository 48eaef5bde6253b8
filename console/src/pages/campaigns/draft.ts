/** A campaign that somebody prepares: what they chose and wrote, and the request that it becomes. */
import { readObject } from '../../kit/json.ts'
import type { Definition } from '../templates/queries.ts'
import { partsOf, slotsOf, type Values } from '../templates/slots.ts'
import type { PeopleFile } from './people-file.ts'

export type Draft = {
  name: string
  people: PeopleFile | undefined
  /** The column of each variable of the body, by its slot. */
  columns: Values
  /** Of every other slot; `{{column}}` stands for the row's. */
  values: Values
  /** Fields of a send that no slot has, as JSON. */
  more: string
  /** As `datetime-local` has it, in the reader's zone; empty: at once. */
  at: string
}

export const emptyDraft: Draft = { name: '', people: undefined, columns: {}, values: {}, more: '', at: '' }

/** A chosen column (those of a copy by their number), a column of the variable's name, else those after the phones in order. */
export function mapped(template: Definition, { columns: chosen, people }: Draft): Values {
  const columns = people?.columns ?? []
  const named = (name: string) => columns.find((one) => folded(one) === folded(name))
  const slots = slotsOf(template).filter(isMapped)
  return Object.fromEntries(
    slots.map(({ id, name }, at) => [
      id,
      named(chosen[id] ?? chosen[`body.${at + 1}`] ?? '') ?? named(name) ?? columns[at + 1] ?? '',
    ]),
  )
}

const folded = (text: string) => text.trim().normalize('NFC').toLowerCase()

/** The variables of the body itself, which columns fill; those of cards take texts with columns in them. */
export function isMapped({ part, card }: { part: string; card?: number }): boolean {
  return part === 'body' && card === undefined
}

/** All slots as texts with `{{column}}` in them. */
export function textsOf(template: Definition, draft: Draft): Values {
  const columns = Object.entries(mapped(template, draft)).filter(([, column]) => column !== '')
  return { ...draft.values, ...Object.fromEntries(columns.map(([id, column]) => [id, `{{${column}}}`])) }
}

/** Undefined: no JSON of an object. */
export function readMore(text: string): Record<string, unknown> | undefined {
  return text.trim() === '' ? {} : readObject(text)
}

/** As a form, its bot before the file: a refusal then comes before the bytes. */
export function formOf(botId: string, template: Definition, draft: Draft): FormData {
  const columns = Object.values(mapped(template, draft))
  const { buttonParameters: furtherButtons, ...more } = readMore(draft.more) ?? {}
  const { buttonParameters = [], ...parts } = partsOf(template, draft.values)
  const buttons = [...buttonParameters, ...(Array.isArray(furtherButtons) ? furtherButtons : [])]
  const fields: Record<string, unknown> = {
    botId,
    campaignName: draft.name,
    elementName: template.name,
    language: template.language,
    ...(columns.length > 0 && { params: columns.map((column, at) => ({ param: at + 1, column })) }),
    ...parts,
    ...(buttons.length > 0 && { buttonParameters: buttons }),
    ...more,
    ...(draft.at !== '' && { scheduledAt: new Date(draft.at).toISOString() }),
  }
  const form = new FormData()
  for (const [field, value] of Object.entries(fields))
    form.append(field, typeof value === 'string' ? value : JSON.stringify(value))
  if (draft.people) form.append('file', draft.people.file)
  return form
}

/** One key for one draft: a repetition after a lost answer makes no second campaign. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
