/** A text that is asked for: its label, the input, a hint, and what is wrong with it. With a limit it counts. */
import { FieldError, Input, Label, Text, TextField, type TextFieldProps } from 'react-aria-components'
import { Count } from './count.tsx'

type Props = Omit<TextFieldProps, 'className' | 'children'> & {
  label: string
  hint?: string
  placeholder?: string
  limit?: number
}

export function Field({ label, hint, placeholder, limit, ...rest }: Props) {
  return (
    <TextField {...rest} className="field">
      {limit === undefined ? (
        <Label className="label">{label}</Label>
      ) : (
        <span className="row between">
          <Label className="label">{label}</Label>
          <Count length={(rest.value ?? '').length} limit={limit} />
        </span>
      )}
      <Input placeholder={placeholder} />
      {hint !== undefined && <Text slot="description">{hint}</Text>}
      <FieldError />
    </TextField>
  )
}
