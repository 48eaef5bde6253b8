/** A text of several lines; with a limit it counts while somebody writes. */
import {
  TextArea as AriaTextArea,
  FieldError,
  Label,
  Text,
  TextField,
  type TextFieldProps,
} from 'react-aria-components'
import { Count } from './count.tsx'

type Props = Omit<TextFieldProps, 'className' | 'children'> & {
  label: string
  hint?: string
  rows?: number
  limit?: number
  /** For JSON: equal widths, no corrections of spelling. */
  isCode?: boolean
  /** What is wrong with what is written, told while somebody writes. */
  fault?: string | undefined
}

export function TextArea({ label, hint, rows = 4, limit, isCode = false, fault, isInvalid, ...rest }: Props) {
  return (
    <TextField
      {...rest}
      {...((isInvalid || fault !== undefined) && { isInvalid: true })}
      className="field"
      spellCheck={isCode ? 'false' : undefined}
    >
      <span className="row between">
        <Label className="label">{label}</Label>
        {limit !== undefined && <Count text={rest.value ?? ''} limit={limit} />}
      </span>
      <AriaTextArea rows={rows} className={isCode ? 'mono' : undefined} />
      {hint !== undefined && <Text slot="description">{hint}</Text>}
      <FieldError>{({ validationErrors }) => fault ?? validationErrors.join(' ')}</FieldError>
    </TextField>
  )
}
