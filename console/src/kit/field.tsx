/** A text that is asked for: its label, the input, a hint, and what is wrong with it. */
import { FieldError, Input, Label, Text, TextField, type TextFieldProps } from 'react-aria-components'

type Props = Omit<TextFieldProps, 'className' | 'children'> & { label: string; hint?: string; placeholder?: string }

export function Field({ label, hint, placeholder, ...rest }: Props) {
  return (
    <TextField {...rest} className="field">
      <Label className="label">{label}</Label>
      <Input placeholder={placeholder} />
      {hint !== undefined && <Text slot="description">{hint}</Text>}
      <FieldError />
    </TextField>
  )
}
