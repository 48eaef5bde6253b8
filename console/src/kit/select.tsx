/** One of several values, by mouse, touch, keyboard and by typing its first letters. */
import {
  Select as AriaSelect,
  Button,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from 'react-aria-components'
import { Icon } from './icon.tsx'

export type Choice<Value extends string> = { value: Value; label: string }

type Props<Value extends string> = {
  label: string
  /** As a request names its place. */
  name?: string
  value: Value
  choices: readonly Choice<Value>[]
  /** Shown while none is chosen. */
  placeholder?: string
  isDisabled?: boolean
  onChange: (value: Value) => void
  hint?: string | undefined
}

export function Select<Value extends string>({
  label,
  name,
  value,
  choices,
  placeholder,
  isDisabled,
  onChange,
  hint,
}: Props<Value>) {
  return (
    <AriaSelect
      className="field"
      {...(name !== undefined && { name })}
      value={value === '' && placeholder !== undefined ? null : value}
      placeholder={placeholder}
      isDisabled={isDisabled}
      onChange={(key) => onChange(key as Value)}
    >
      <Label className="label">{label}</Label>
      <Button className="select">
        <SelectValue />
        <Icon name="down" />
      </Button>
      {hint !== undefined && <Text slot="description">{hint}</Text>}
      <FieldError />
      <Popover className="popover">
        <ListBox items={choices} className="options">
          {({ value: id, label: text }) => (
            <ListBoxItem id={id} className="option">
              {text}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
