/** The buttons of a template: added by kind, each with the fields of its kind, moved and removed. */
import { Button } from '../../kit/button.tsx'
import { Field } from '../../kit/field.tsx'
import { LimitedField } from '../../kit/limited-field.tsx'
import { Select } from '../../kit/select.tsx'
import { useWords } from '../../words/words.tsx'
import { addableKinds, type ButtonField, type ButtonKind, fieldsOfButton, kindOfButton, withButton } from './buttons.ts'
import { limits, mostButtons } from './form.ts'
import type { Button as TemplateButton } from './slots.ts'

type Props = {
  /** Its fields' names begin with it, as the request has them. */
  name: string
  buttons: readonly TemplateButton[]
  category: string
  /** Fewer than a template may have, in a card. */
  kinds?: readonly ButtonKind[]
  most?: number
  onChange: (buttons: readonly TemplateButton[]) => void
}

export function ButtonsEditor({ name, buttons, category, kinds, most = mostButtons, onChange }: Props) {
  const { t } = useWords()
  const addable = buttons.length < most ? addableKinds(buttons, category, kinds) : []
  const put = (at: number, button: TemplateButton) =>
    onChange(buttons.map((one, index) => (index === at ? button : one)))
  const swap = (at: number) =>
    onChange(buttons.map((one, index) => buttons[index === at ? at - 1 : index === at - 1 ? at : index] ?? one))
  return (
    <>
      {buttons.map((button, at) => (
        // Buttons have no name but their place.
        <fieldset key={at} className="part">
          <legend>
            {at + 1} · {kindName(button, t)}
          </legend>
          <Fields name={`${name}.${at}`} button={button} onChange={(changed) => put(at, changed)} />
          <div className="row end">
            <Button kind="quiet" isDisabled={at === 0} onPress={() => swap(at)}>
              {t('builder.up')}
            </Button>
            <Button kind="quiet" onPress={() => onChange(buttons.filter((_, index) => index !== at))}>
              {t('builder.remove')}
            </Button>
          </div>
        </fieldset>
      ))}
      {addable.length > 0 && (
        <Select
          label={t('builder.add_button')}
          value=""
          placeholder={t('builder.kind')}
          choices={addable.map((kind) => ({ value: kind as string, label: t(`button.${kind}`) }))}
          onChange={(kind) => onChange(withButton(buttons, kind as ButtonKind))}
        />
      )}
    </>
  )
}

function kindName(button: TemplateButton, t: ReturnType<typeof useWords>['t']): string {
  const kind = kindOfButton(button)
  return kind === undefined ? (button.type ?? '') : t(`button.${kind}`)
}

type FieldsProps = { name: string; button: TemplateButton; onChange: (button: TemplateButton) => void }

function Fields({ name, button, onChange }: FieldsProps) {
  const { t } = useWords()
  const fields = fieldsOfButton(button)
  if (fields.length === 0) return <p className="soft">{t('builder.no_fields')}</p>
  return (
    <div className="form-row">
      {fields.map((field) => {
        const shared = {
          name: `${name}.${field}`,
          label: t(labelKey(field, button)),
          value: textOf(button[field]),
          onChange: (value: string) =>
            onChange({ ...button, [field]: field === 'ttl_minutes' ? minutes(value) : value }),
        }
        return field === 'text' ? (
          <LimitedField key={field} {...shared} limit={limits.button} />
        ) : (
          <Field key={field} {...shared} {...hintOf(field, t)} />
        )
      })}
    </div>
  )
}

function labelKey(field: ButtonField, { type }: TemplateButton) {
  if (field === 'example') return type === 'COPY_CODE' ? 'button_field.code' : 'button_field.example'
  return `button_field.${field}` as const
}

function hintOf(field: ButtonField, t: ReturnType<typeof useWords>['t']) {
  return field === 'url' ? { hint: t('builder.url_hint', { variable: '{{1}}' }) } : {}
}

/** The sample of an address is a list of one. */
function textOf(value: unknown): string {
  const [first = ''] = Array.isArray(value) ? value : [value ?? '']
  return String(first)
}

const minutes = (text: string) => (/^\d+$/.test(text) ? Number(text) : text)
