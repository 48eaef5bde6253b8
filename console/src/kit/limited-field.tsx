/** A text of one line with a limit: it counts while somebody writes. */
import { FieldError, Input, Label, TextField, type TextFieldProps } from 'react-aria-components'
import { Count } from './count.tsx'

type Props = Omit<TextFieldProps, 'className' | 'children'> & { label: string; limit: number }

export function LimitedField({ label, limit, isInvalid, ...rest }: Props) {
  return (
    <TextField {...rest} {...(isInvalid && { isInvalid })} className="field">
      <span className="row between">
        <Label className="label">{label}</Label>
        <Count text={rest.value ?? ''} limit={limit} />
      </span>
      <Input />
      <FieldError />
    </TextField>
  )
}
