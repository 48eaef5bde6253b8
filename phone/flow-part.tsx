/** One part of a flow's screen: a text, a field, or a choice. */
import type { ComponentProps } from 'react'
import { filled, type Option, type Part } from './flow-values.ts'
import { AreaField, Field, SelectField } from './sheet.tsx'
import { word } from './words.ts'

const texts = { TextHeading: 'h3', TextSubheading: 'h4', TextBody: 'p', TextCaption: 'p' } as const
const inputs: Record<string, string> = {
  number: 'number',
  email: 'email',
  password: 'password',
  passcode: 'password',
  phone: 'tel',
}

export function FlowPart({ part, data }: { part: Part; data: Record<string, unknown> }) {
  const value = (key: string) => filled(part[key], { data })
  const { type, name } = part
  const Text = Object.hasOwn(texts, type) ? texts[type as keyof typeof texts] : undefined
  if (Text) return <Text>{[value('text')].flat().map(String).join('\n')}</Text>
  const label = String(value('label') ?? name ?? '')
  const common = { name, required: value('required') === true }
  switch (type) {
    case 'TextInput':
      return (
        <Field
          label={label}
          {...common}
          type={inputs[part['input-type'] ?? ''] ?? 'text'}
          placeholder={String(value('helper-text') ?? '')}
        />
      )
    case 'TextArea':
      return <AreaField label={label} {...common} rows={3} />
    case 'DatePicker':
    case 'CalendarPicker':
      return <Field label={label} {...common} type="date" />
    case 'Dropdown':
      return (
        <SelectField label={label} {...common}>
          <option value="">{word.chooseOne}</option>
          {optionsIn(value('data-source')).map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </SelectField>
      )
    case 'RadioButtonsGroup':
    case 'ChipsSelector':
    case 'CheckboxGroup':
      return <Group label={label} type={type} {...common} options={optionsIn(value('data-source'))} />
    case 'OptIn':
      return <TickLine label={label} {...common} type="checkbox" value="true" />
    default:
      return null
  }
}

function optionsIn(source: unknown): Option[] {
  return Array.isArray(source) ? source : []
}

type GroupProps = { label: string; type: string; name: string | undefined; required: boolean; options: Option[] }

function Group({ label, type, name, required, options }: GroupProps) {
  const isOne = type === 'RadioButtonsGroup'
  return (
    <fieldset>
      <legend>{label}</legend>
      {options.map(({ id, title }) => (
        <TickLine
          key={id}
          label={title}
          name={name}
          type={isOne ? 'radio' : 'checkbox'}
          value={id}
          required={required && isOne}
        />
      ))}
    </fieldset>
  )
}

export function TickLine({ label, ...input }: { label: string } & ComponentProps<'input'>) {
  return (
    <label className="tick-line">
      <input {...input} />
      <span>{label}</span>
    </label>
  )
}
