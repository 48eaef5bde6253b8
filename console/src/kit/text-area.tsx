/** A text of several lines; with a limit it counts while somebody writes. */
import {
  TextArea as AriaTextArea,
  FieldError,
  Label,
  Text,
  TextField,
  type TextFieldProps,
} from 'react-aria-components'
import { useWords } from '../words/words.tsx'

type Props = Omit<TextFieldProps, 'className' | 'children'> & {
  label: string
  hint?: string
  rows?: number
  limit?: number
  /** For JSON: equal widths, no corrections of spelling. */
  isCode?: boolean
}

export function TextArea({ label, hint, rows = 4, limit, isCode = false, ...rest }: Props) {
  return (
    <TextField {...rest} className="field" spellCheck={isCode ? 'false' : undefined}>
      <span className="row between">
        <Label className="label">{label}</Label>
        {limit !== undefined && <Count length={(rest.value ?? '').length} limit={limit} />}
      </span>
      <AriaTextArea rows={rows} className={isCode ? 'mono' : undefined} />
      {hint !== undefined && <Text slot="description">{hint}</Text>}
      <FieldError />
    </TextField>
  )
}

/** Nothing is cut off while somebody writes: what is too much is told. */
export function Count({ length, limit }: { length: number; limit: number }) {
  const { number } = useWords()
  return (
    <span className={length > limit ? 'problem small number' : 'soft small number'}>
      {number(length)} / {number(limit)}
    </span>
  )
}
