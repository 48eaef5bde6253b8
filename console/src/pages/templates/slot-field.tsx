/** The field of one value that a template asks for, named after the place where it will stand. */
import { Field } from '../../kit/field.tsx'
import { useWords, type Words } from '../../words/words.tsx'
import type { Slot } from './slots.ts'

type Props = { slot: Slot; name?: string; value: string; hint?: string | undefined; onChange: (value: string) => void }

export function SlotField({ slot, name, value, hint, onChange }: Props) {
  const { t } = useWords()
  const type = { media: 'url', instant: 'datetime-local' }[slot.kind as string] ?? 'text'
  return (
    <Field
      {...(name !== undefined && { name })}
      label={slotLabel(slot, t)}
      type={type}
      inputMode={slot.kind === 'degrees' ? 'decimal' : undefined}
      value={value}
      onChange={onChange}
      isRequired={slot.isOptional !== true}
      {...(hint !== undefined && { hint })}
    />
  )
}

/** `Header: {{1}}`, `Button “Seguir pedido”`, `Card 2 · Address of the image`. */
export function slotLabel(slot: Slot, t: Words['t']): string {
  const own = ownLabel(slot, t)
  return slot.card === undefined ? own : `${t('slot.card', { number: slot.card + 1 })} · ${own}`
}

const files = ['image', 'video', 'document', 'gif'] as const
const places = ['lat', 'long', 'name', 'address'] as const

function ownLabel({ id, kind, part, name }: Slot, t: Words['t']): string {
  if (kind === 'media') return t(`slot.${files.find((one) => one === name) ?? 'document'}`)
  if (kind === 'filename') return t('slot.filename')
  if (kind === 'code') return t('slot.code', { text: name })
  if (kind === 'instant') return t('slot.offer')
  const place = id.startsWith('place.') ? places.find((one) => one === name) : undefined
  if (place !== undefined) return t(`slot.place_${place}`)
  if (part === 'button') return t('slot.button', { text: name })
  const variable = `{{${name}}}`
  return t(part === 'header' ? 'slot.header' : 'slot.body', { variable })
}
