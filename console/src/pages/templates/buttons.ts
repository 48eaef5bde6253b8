/** The kinds of buttons that a template can have: what each asks for, and how many a template may have of it. */
import type { Button } from './slots.ts'

export type ButtonField = 'text' | 'url' | 'example' | 'phone_number' | 'flow_id' | 'ttl_minutes'

type Kind = {
  fields: readonly ButtonField[]
  most: number
  /** Only in marketing. */
  isMarketing?: true
}

export const buttonKinds = {
  QUICK_REPLY: { fields: ['text'], most: 10 },
  URL: { fields: ['text', 'url'], most: 2 },
  PHONE_NUMBER: { fields: ['text', 'phone_number'], most: 1 },
  COPY_CODE: { fields: ['example'], most: 1 },
  FLOW: { fields: ['text', 'flow_id'], most: 1 },
  VOICE_CALL: { fields: ['text', 'ttl_minutes'], most: 1 },
  REQUEST_CONTACT_INFO: { fields: [], most: 1 },
  CATALOG: { fields: ['text'], most: 1, isMarketing: true },
  MPM: { fields: ['text'], most: 1, isMarketing: true },
  SPM: { fields: ['text'], most: 1, isMarketing: true },
  ORDER_DETAILS: { fields: ['text'], most: 1 },
} as const satisfies Record<string, Kind>

export type ButtonKind = keyof typeof buttonKinds

export function kindOfButton({ type = '' }: Button): ButtonKind | undefined {
  const name = type.toUpperCase()
  return name in buttonKinds ? (name as ButtonKind) : undefined
}

/** An address with a variable has a sample too. */
export function fieldsOfButton(button: Button): readonly ButtonField[] {
  const kind = kindOfButton(button)
  if (kind === undefined) return []
  const { fields }: Kind = buttonKinds[kind]
  return kind === 'URL' && (button.url ?? '').includes('{{') ? [...fields, 'example'] : fields
}

/** What a card may have. */
export const cardKinds: readonly ButtonKind[] = ['QUICK_REPLY', 'URL', 'PHONE_NUMBER']
export const mostCardButtons = 2

const allKinds = Object.keys(buttonKinds) as ButtonKind[]

/** Those that may still be added. */
export function addableKinds(
  buttons: readonly Button[],
  category: string,
  kinds: readonly ButtonKind[] = allKinds,
): ButtonKind[] {
  const count = (kind: ButtonKind) => buttons.filter((one) => kindOfButton(one) === kind).length
  return kinds.filter((kind) => {
    const { most, isMarketing }: Kind = buttonKinds[kind]
    return count(kind) < most && (category === 'MARKETING' || !isMarketing)
  })
}

/** Quick replies stand together: Meta allows no other order. */
export function withButton(buttons: readonly Button[], type: ButtonKind): Button[] {
  const last = type === 'QUICK_REPLY' ? buttons.findLastIndex((one) => kindOfButton(one) === 'QUICK_REPLY') : -1
  const at = last < 0 ? buttons.length : last + 1
  return [...buttons.slice(0, at), { type, text: '' }, ...buttons.slice(at)]
}
