/** The form of a template: every part with its limit while somebody writes; the picture stands beside it. */
import { Checkbox } from '../../kit/checkbox.tsx'
import { Field } from '../../kit/field.tsx'
import { LimitedField } from '../../kit/limited-field.tsx'
import { Card } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { TextArea } from '../../kit/text-area.tsx'
import { useWords } from '../../words/words.tsx'
import { BodyFields, Problem } from './body-fields.tsx'
import type { BuilderProps } from './builder-props.ts'
import { ButtonsEditor } from './buttons-editor.tsx'
import { CardsEditor } from './cards-editor.tsx'
import { CodeEditor } from './code-editor.tsx'
import { categories, type HeaderFormat, headers, limits, notesOf, readExtra, type TemplateForm } from './form.ts'
import { SampleDrop } from './sample-drop.tsx'
import { variablesIn } from './slots.ts'

export function Builder(props: BuilderProps) {
  const isCode = props.form.category === 'AUTHENTICATION'
  return (
    <>
      <HeadCard {...props} />
      {isCode ? <CodeEditor {...props} /> : <Parts {...props} />}
    </>
  )
}

function HeadCard({ form, isFixed = false, isNameFixed = isFixed, isCategoryFixed = false, onChange }: BuilderProps) {
  const { t } = useWords()
  const { name: note } = notesOf(form)
  return (
    <Card title={t('builder.head')}>
      <div className="form-row">
        <Field
          name="elementName"
          label={t('column.name')}
          value={form.name}
          hint={t('builder.name_hint')}
          isDisabled={isNameFixed}
          isInvalid={note !== undefined}
          onChange={(name) => onChange({ name })}
        />
        <Field
          name="language"
          label={t('column.language')}
          value={form.language}
          hint="es, es_MX, pt_BR, en_US…"
          isDisabled={isFixed}
          onChange={(language) => onChange({ language })}
        />
        <Select
          name="category"
          label={t('column.category')}
          value={form.category}
          isDisabled={isCategoryFixed}
          choices={categories.map((value) => ({ value, label: t(`category.${value}`) }))}
          onChange={(category) => onChange({ category })}
        />
      </div>
      {note && <Problem text={t(`note.${note}`)} />}
      <p className="soft">{t(`category_about.${form.category}`)}</p>
    </Card>
  )
}

function Parts(props: BuilderProps) {
  const { form, onChange } = props
  const { t } = useWords()
  const { body: note } = notesOf(form)
  const isCarousel = form.cards !== undefined
  return (
    <>
      {!isCarousel && (
        <Card title={t('builder.header')}>
          <HeaderFields {...props} />
        </Card>
      )}
      <Card title={t('builder.body')}>
        <BodyFields
          name="BODY"
          text={form.body}
          samples={form.samples}
          limit={form.offer ? limits.offerBody : limits.body}
          problem={note && t(`note.${note}`)}
          onChange={onChange}
        />
      </Card>
      {!isCarousel && <FooterAndButtons {...props} />}
      {form.category === 'MARKETING' && (
        <Card title={t('builder.cards')}>
          <CardsEditor {...props} />
        </Card>
      )}
      <Card title={t('builder.extra')}>
        <ExtraFields {...props} />
      </Card>
    </>
  )
}

function FooterAndButtons(props: BuilderProps) {
  const { form, onChange } = props
  const { t } = useWords()
  return (
    <>
      <Card title={t('builder.footer')}>
        <LimitedField
          name="FOOTER"
          label={t('builder.footer_text')}
          value={form.footer}
          limit={limits.footer}
          onChange={(footer) => onChange({ footer })}
        />
      </Card>
      <Card title={t('builder.buttons')}>
        <ButtonsEditor
          name="BUTTONS"
          buttons={form.buttons}
          category={form.category}
          onChange={(buttons) => onChange({ buttons })}
        />
      </Card>
      {form.category === 'MARKETING' && (
        <Card title={t('builder.offer')}>
          <OfferFields {...props} />
        </Card>
      )}
    </>
  )
}

function ExtraFields({ form: { extra }, onChange }: BuilderProps) {
  const { t } = useWords()
  const isWrong = readExtra(extra) === undefined
  return (
    <>
      <TextArea
        label={t('builder.extra_label')}
        hint={t('builder.extra_hint')}
        isCode
        rows={extra === '' ? 2 : 12}
        value={extra}
        onChange={(text) => onChange({ extra: text })}
        isInvalid={isWrong}
      />
      {isWrong && <Problem text={t('builder.extra_wrong')} />}
    </>
  )
}

type VariableProps = { variable: string; value: string; onChange: (value: string) => void }

function VariableSample({ variable, value, onChange }: VariableProps) {
  const { t } = useWords()
  const label = t('builder.sample_of', { variable: `{{${variable}}}` })
  return <Field label={label} value={value} hint={t('builder.example_hint')} onChange={onChange} />
}

function HeaderFields({ botId, form: { header, category }, onChange }: BuilderProps) {
  const { t } = useWords()
  const change = (patch: Partial<TemplateForm['header']>) => onChange({ header: { ...header, ...patch } })
  const offered = headers.filter((one) => category === 'MARKETING' || (one !== 'GIF' && one !== 'PRODUCT'))
  const isMedia = ['IMAGE', 'VIDEO', 'DOCUMENT', 'GIF'].includes(header.format)
  const [variable] = header.format === 'TEXT' ? variablesIn(header.text) : []
  return (
    <div className="form-row">
      <Select
        label={t('column.kind')}
        value={header.format === '' ? 'NONE' : header.format}
        choices={offered.map((one) => ({ value: one || 'NONE', label: t(`header.${one || 'NONE'}`) }))}
        onChange={(format) => change({ format: format === 'NONE' ? '' : (format as HeaderFormat), sample: '' })}
      />
      {header.format === 'TEXT' && (
        <LimitedField
          name="HEADER"
          label={t('builder.header_text')}
          value={header.text}
          limit={limits.header}
          onChange={(text) => change({ text })}
        />
      )}
      {variable !== undefined && (
        <VariableSample variable={variable} value={header.sample} onChange={(sample) => change({ sample })} />
      )}
      {isMedia && (
        <SampleDrop
          name="HEADER"
          // The file of another kind is not this one's.
          key={header.format}
          botId={botId}
          format={header.format}
          value={header.sample}
          hint={t('builder.sample_hint')}
          onChange={(sample) => change({ sample })}
        />
      )}
    </div>
  )
}

function OfferFields({ form: { offer }, onChange }: BuilderProps) {
  const { t } = useWords()
  return (
    <>
      <Checkbox
        label={t('builder.offer_on')}
        isSelected={offer !== undefined}
        onChange={(isOn) => onChange({ offer: isOn ? { text: '', expires: true } : undefined })}
      />
      {offer && (
        <div className="form-row">
          <LimitedField
            name="LIMITED_TIME_OFFER"
            label={t('builder.offer_text')}
            value={offer.text}
            limit={limits.offer}
            onChange={(text) => onChange({ offer: { ...offer, text } })}
          />
          <Checkbox
            label={t('builder.offer_expires')}
            isSelected={offer.expires}
            onChange={(expires) => onChange({ offer: { ...offer, expires } })}
          />
        </div>
      )}
    </>
  )
}
