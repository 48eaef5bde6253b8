/**
 * Values that a send gives for the template's buttons: `buttonParameters` of the request and of each card, and the
 * older forms `buttonPayloads` (quick replies that start skills) and `dynamicUrlParameter` (jelou-api.md, 6.2 and 6.3).
 * Parsed only; `fit-buttons` checks them against the template.
 */
import { Type } from 'typebox'
import { isPresent, present, type Reader, readList, readOptionalObject, report } from '../request/check.ts'
import { withNames } from '../request/named.ts'

/** Kept as given, including keys and their order: a tap returns exactly this. */
export type ButtonPayload = Record<string, unknown>

/**
 * `param` is a number of unstated meaning in the examples; it changes nothing. `index`: the button's position as Meta
 * counts, from 0.
 */
export type ButtonParameter = { type: ButtonType; payload: ButtonPayload; param?: number; index?: number }

const buttonTypes = [
  'URL',
  'QUICK_REPLY',
  'CATALOG',
  'COPY_CODE',
  'FLOW',
  'VOICE_CALL',
  'MPM',
  'ORDER_DETAILS',
] as const
export type ButtonType = (typeof buttonTypes)[number]

/** Meta's maximum per template (cloud-api.md, 3.2). */
export const maxButtons = 10

export function readButtonParameters(reader: Reader): ButtonParameter[] {
  return readList(reader, 'buttonParameters', { min: 0, max: maxButtons }).map((item) => {
    const { param } = item.fields
    const type = readButtonType(item)
    const payload = readOptionalObject(item, 'payload')?.fields ?? {}
    const index = readIndex(item, 'index', maxButtons)
    return present<ButtonParameter>({ type, payload, param: typeof param === 'number' ? param : undefined, index })
  })
}

/** A position from 0, as a number or in digits. */
export function readIndex(item: Reader, key: string, count: number): number | undefined {
  const given = item.fields[key]
  if (!isPresent(item, key)) return undefined
  const index = typeof given === 'string' && /^\d{1,3}$/.test(given) ? Number(given) : given
  if (typeof index !== 'number' || !Number.isInteger(index)) report(item, key, 'type', { expected: 'integer' })
  else if (index < 0 || index >= count) report(item, key, 'range', { min: 0, max: count - 1 })
  else return index
  return undefined
}

function readButtonType(item: Reader): ButtonType {
  const given = item.fields.type
  if (!isPresent(item, 'type')) report(item, 'type', 'required')
  else if (typeof given !== 'string') report(item, 'type', 'type', { expected: 'string' })
  else {
    const type = buttonTypes.find((known) => known === given.toUpperCase())
    if (type !== undefined) return type
    report(item, 'type', 'one_of', { values: buttonTypes.join(',') })
  }
  return 'URL'
}

/** For the quick-reply buttons in their order; `{}` leaves its button to Meta's default, which is the button's text. */
export function readButtonPayloads(reader: Reader): ButtonPayload[] {
  return readList(reader, 'buttonPayloads', { min: 0, max: maxButtons }).map(readEdge)
}

/** The oldest form, `{flowId, action}`, names a skill by another key: it gains the keys by which skills are found. */
function readEdge(item: Reader): ButtonPayload {
  if (Object.keys(item.fields).length === 0) return {}
  const { type, action, flowId } = item.fields
  if (isPresent(item, 'type') && type !== 'edge') report(item, 'type', 'one_of', { values: 'edge' })
  if (isPresent(item, 'action') && typeof action !== 'string') report(item, 'action', 'type', { expected: 'string' })
  checkSkillId(item, 'skillId')
  checkSkillId(item, 'flowId')
  return {
    ...item.fields,
    ...(isPresent(item, 'type') ? {} : { type: 'edge' }),
    ...(isPresent(item, 'flowId') && !isPresent(item, 'skillId') ? { skillId: flowId } : {}),
  }
}

function checkSkillId(item: Reader, key: string): void {
  const id = item.fields[key]
  if (isPresent(item, key) && typeof id !== 'string' && typeof id !== 'number')
    report(item, key, 'type', { expected: 'string' })
}

export const buttonParametersSchema = Type.Array(
  Type.Object({
    type: Type.String({ description: 'Kind of button, in any case', enum: [...buttonTypes], examples: ['URL'] }),
    payload: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description:
          'URL: `{"param"}`, the variable end of the address. QUICK_REPLY: ' +
          'the payload that a tap returns, for example an edge payload. ' +
          'COPY_CODE: `{"param"}`, the code. CATALOG: `{"thumbnailProduct"}`, a product ' +
          'id. MPM: `{"sections":[{"title","products":[id]}]}`, ' +
          "and `thumbnailProduct`, by default the first product. ORDER_DETAILS: the order, as Meta's `order_details`.",
        examples: [{ param: 'PARAM_URL' }, { type: 'edge', action: 'BTN1', skillId: '1' }],
      }),
    ),
    param: Type.Optional(Type.Number({ description: 'Has no effect' })),
    index: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: maxButtons - 1,
        description: "The button's position in the template, from 0",
      }),
    ),
  }),
  {
    maxItems: maxButtons,
    description:
      "Values for the template's buttons: each goes to the one that its `index` or its payload's `action` names, " +
      'otherwise they go in order.',
  },
)

export const buttonPayloadsSchema = Type.Array(Type.Record(Type.String(), Type.Unknown()), {
  maxItems: maxButtons,
  description:
    'Edge payloads of the quick-reply buttons, instead of QUICK_REPLY entries in `buttonParameters`: `action` is the ' +
    'text of the button, `skillId` the skill that it starts. Where `action` names no button they go in order, if ' +
    'there are as many, and Recado-Notice says so.',
  examples: [
    [
      { type: 'edge', action: 'Yes', skillId: '1' },
      { type: 'edge', action: 'Reschedule', skillId: '2' },
      { type: 'edge', action: 'Cancel', skillId: '3' },
    ],
  ],
})

withNames({ ButtonParameters: buttonParametersSchema, ButtonPayloads: buttonPayloadsSchema })
