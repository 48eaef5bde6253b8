/** A template of Meta's library becomes the bot's own: its name, and what the library leaves open. */
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { gateway, queries } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { Checkbox } from '../../kit/checkbox.tsx'
import { FaultsAtFields } from '../../kit/faults.tsx'
import { Field } from '../../kit/field.tsx'
import { Card } from '../../kit/page.tsx'
import { Refused } from '../../kit/refused.tsx'
import { useWords } from '../../words/words.tsx'
import { Bubble } from './bubble.tsx'
import { type LibraryTemplate, pictureOf } from './library-picture.ts'
import { definitionsQuery } from './queries.ts'
import { type Button as AnyButton, componentOf } from './slots.ts'

type Form = { name: string /** By the place of the button. */; inputs: Record<number, string>; hasAdvice: boolean }

const needed = ['URL', 'PHONE_NUMBER']

function buttonsOf(template: LibraryTemplate): readonly AnyButton[] {
  return componentOf(template, 'BUTTONS')?.buttons ?? []
}

function inputOf({ type = '' }: AnyButton, value: string): { type: string; [field: string]: unknown } {
  return type === 'URL' ? { type, url: { base_url: value } } : { type, phone_number: value }
}

function bodyOf({ name: libraryName, language, category, ...template }: LibraryTemplate, form: Form) {
  const buttons = buttonsOf({ name: libraryName, language, category, ...template })
  const inputs = buttons.flatMap((one, at) =>
    needed.includes(one.type ?? '') ? [inputOf(one, form.inputs[at] ?? '')] : [],
  )
  const isCode = category === 'AUTHENTICATION'
  return {
    ...{ elementName: form.name, language, category, library_template_name: libraryName },
    ...(inputs.length > 0 && { library_template_button_inputs: inputs }),
    ...(isCode && { library_template_button_inputs: [{ type: 'OTP', otp_type: 'COPY_CODE' }] }),
    ...(isCode && { library_template_body_inputs: { add_security_recommendation: form.hasAdvice } }),
  }
}

type Props = { botId: string; template: LibraryTemplate; onBack: () => void }

function useCreating(botId: string, template: LibraryTemplate) {
  const navigate = useNavigate()
  return useChange({
    run: async (form: Form) => {
      await gateway.createTemplate({ botId, sendToApprove: true, body: bodyOf(template, form) })
      // The page of the template must find it.
      await queries.fetchQuery({ ...definitionsQuery(botId), staleTime: 0 })
      await navigate({ to: '/templates/$botId/$elementName', params: { botId, elementName: form.name } })
    },
    touches: [['templates', botId]],
    done: 'library.created',
    isToldInPlace: true,
  })
}

export function FromLibrary({ botId, template, onBack }: Props) {
  const { t } = useWords()
  const [form, setForm] = useState<Form>({ name: template.name, inputs: {}, hasAdvice: true })
  const create = useCreating(botId, template)
  const change = (patch: Partial<Form>) => {
    setForm((now) => ({ ...now, ...patch }))
    // What was refused is said again only when it is sent again.
    if (create.error !== null) create.reset()
  }
  return (
    <div className="beside">
      <div className="stack">
        <FaultsAtFields error={create.error}>
          <Card title={template.name}>
            <div className="stack">
              <p className="soft">{t('library.fixed')}</p>
              <Inputs template={template} form={form} onChange={change} />
            </div>
          </Card>
        </FaultsAtFields>
        {create.error && !create.isPending && <Refused error={create.error} />}
        <div className="row">
          <Button
            kind="primary"
            isDisabled={form.name === ''}
            isPending={create.isPending}
            onPress={() => create.mutate(form)}
          >
            {t('library.create')}
          </Button>
          <Button onPress={onBack}>{t('library.back')}</Button>
        </div>
      </div>
      <aside className="aside">
        <Card title={t('template.preview')}>
          <Bubble definition={pictureOf(template, t)} />
          <p className="soft small">{t('builder.preview_hint')}</p>
        </Card>
      </aside>
    </div>
  )
}

type InputsProps = { template: LibraryTemplate; form: Form; onChange: (patch: Partial<Form>) => void }

function Inputs({ template, form, onChange }: InputsProps) {
  const { t } = useWords()
  const { paramTypes } = template
  return (
    <>
      <Field
        label={t('column.name')}
        name="elementName"
        hint={t('builder.name_hint')}
        value={form.name}
        onChange={(name) => onChange({ name })}
      />
      {buttonsOf(template).map(({ type = '', text = '' }, at) =>
        needed.includes(type) ? (
          <Field
            key={text}
            label={t(type === 'URL' ? 'library.address_of' : 'library.phone_of', { text })}
            name={`library_template_button_inputs.${at}`}
            placeholder={type === 'URL' ? 'https://' : '+593'}
            value={form.inputs[at] ?? ''}
            onChange={(value) => onChange({ inputs: { ...form.inputs, [at]: value } })}
          />
        ) : null,
      )}
      {template.category === 'AUTHENTICATION' && (
        <Checkbox
          label={t('builder.code_advice')}
          isSelected={form.hasAdvice}
          onChange={(hasAdvice) => onChange({ hasAdvice })}
        />
      )}
      {paramTypes.length > 0 && (
        <p className="soft small">
          {t('library.types')} <code>{paramTypes.map((type, at) => `{{${at + 1}}} ${type}`).join(', ')}</code>
        </p>
      )}
    </>
  )
}
