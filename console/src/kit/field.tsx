/** A text that is asked for: its label, the input, a hint, and what is wrong with it. */
import { type KeyboardEvent, useId, useState } from 'react'
import { FieldError, Input, Label, Text, TextField, type TextFieldProps } from 'react-aria-components'
import { useWords } from '../words/words.tsx'

type Props = Omit<TextFieldProps, 'className' | 'children'> & {
  label: string
  hint?: string | undefined
  placeholder?: string
  /** For inputs of numbers. */
  min?: number
  max?: number
  /** Offered while somebody writes; others can be written too. */
  suggestions?: readonly string[]
  /** What is wrong with what is written, told while somebody writes. */
  fault?: string | undefined
}

export function Field({ label, hint, placeholder, min, max, suggestions, fault, isInvalid, ...rest }: Props) {
  const { t } = useWords()
  const listId = useId()
  return (
    // One that is said not to be invalid would not show what the gateway refuses.
    <TextField {...rest} {...((isInvalid || fault !== undefined) && { isInvalid: true })} className="field">
      <Label className="label">{label}</Label>
      <Input placeholder={placeholder} min={min} max={max} list={suggestions && listId} />
      {suggestions && (
        <datalist id={listId}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {hint !== undefined && <Text slot="description">{hint}</Text>}
      <FieldError>
        {({ validationErrors, validationDetails: { valueMissing } }) =>
          fault ?? (valueMissing ? t('form.missing') : validationErrors.join(' '))
        }
      </FieldError>
    </TextField>
  )
}

type FilterProps = Omit<Props, 'value' | 'onChange'> & { value: string; onChange: (value: string) => void }

/** For a filter that only whole values fit: it counts when it is left, by Enter, or when a suggestion is chosen. */
export function FilterField({ value, onChange, ...rest }: FilterProps) {
  const [written, setWritten] = useState({ text: value, of: value })
  // The address may change by another way than this field.
  if (written.of !== value) setWritten({ text: value, of: value })
  const commit = (text: string) => text.trim() !== value && onChange(text.trim())
  const write = (text: string) => {
    setWritten({ text, of: value })
    if (text === '' || rest.suggestions?.includes(text)) commit(text)
  }
  const press = ({ key }: KeyboardEvent) => key === 'Enter' && commit(written.text)
  return <Field {...rest} value={written.text} onChange={write} onBlur={() => commit(written.text)} onKeyDown={press} />
}
