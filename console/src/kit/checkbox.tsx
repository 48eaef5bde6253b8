/** Yes or no, and several of a list. */
import { Checkbox as AriaCheckbox, CheckboxGroup, type CheckboxProps, Label, Text } from 'react-aria-components'
import { Icon } from './icon.tsx'
import type { Choice } from './select.tsx'

export function Checkbox({ label, ...rest }: Omit<CheckboxProps, 'className' | 'children'> & { label: string }) {
  return (
    <AriaCheckbox {...rest} className="checkbox">
      <span className="box" aria-hidden="true">
        <Icon name="check" />
      </span>
      {label}
    </AriaCheckbox>
  )
}

type Props = {
  label: string
  hint?: string | undefined
  value: readonly string[]
  choices: readonly Choice<string>[]
  onChange: (value: string[]) => void
}

export function Checkboxes({ label, hint, value, choices, onChange }: Props) {
  return (
    <CheckboxGroup className="field" value={[...value]} onChange={onChange}>
      <Label className="label">{label}</Label>
      <div className="checkboxes">
        {choices.map(({ value: id, label: text }) => (
          <Checkbox key={id} value={id} label={text} />
        ))}
      </div>
      {hint !== undefined && <Text slot="description">{hint}</Text>}
    </CheckboxGroup>
  )
}
