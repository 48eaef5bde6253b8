/**
 * What a bot says of marketing: the words that stop it and what is answered, how often a person gets it, how fast it
 * goes while people complain, and by which endpoint of Meta's. What is out of bounds is told while somebody writes.
 */
import type { ReactNode } from 'react'
import { Field } from '../../kit/field.tsx'
import { Select } from '../../kit/select.tsx'
import { TextArea } from '../../kit/text-area.tsx'
import { useWords } from '../../words/words.tsx'
import { bounds } from './bounds.ts'
import { faultsOf, type MarketingDraft, usualPace, type WordsDraft, wordChoices } from './marketing-draft.ts'

const endpoints = ['off', 'fallback', 'strict'] as const

type Props = { draft: MarketingDraft; onChange: (change: Partial<MarketingDraft>) => void }

/** By name, in the reader's words. */
function useFaultOf(draft: MarketingDraft): (name: string) => string | undefined {
  const { t } = useWords()
  const faults = faultsOf(draft)
  return (name) => {
    const fault = faults[name]
    return fault && t(fault.word, fault.values)
  }
}

export function MarketingFields(props: Props) {
  const { t, language } = useWords()
  return (
    <>
      <Part title={t('marketing.consent')}>
        <p className="soft small">
          {t('marketing.consent_about')} <a href={`/guide/${language}/consent.html`}>{t('marketing.consent_guide')}</a>
        </p>
        <Consent {...props} />
      </Part>
      <Part title={t('marketing.often')}>
        <Cap {...props} />
      </Part>
      <Part title={t('marketing.limits')}>
        <p className="soft small">
          {t('marketing.limits_about')} <a href={`/guide/${language}/limits.html`}>{t('marketing.limits_guide')}</a>
        </p>
        <Pace {...props} />
        <Ways {...props} />
      </Part>
    </>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="part">
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}

function Consent({ draft, onChange }: Props) {
  const { t } = useWords()
  const faultOf = useFaultOf(draft)
  const answer = (name: 'stopAnswer' | 'resumeAnswer', label: string) => (
    <TextArea
      name={name}
      label={label}
      rows={2}
      limit={bounds.answer}
      value={draft[name]}
      onChange={(text) => onChange({ [name]: text })}
      fault={faultOf(name)}
    />
  )
  return (
    <>
      <WordsField
        name="stopWords"
        label={t('marketing.stop_words')}
        value={draft.stopWords}
        fault={faultOf('stopWords')}
        onChange={(stopWords) => onChange({ stopWords })}
      />
      {answer('stopAnswer', t('marketing.stop_answer'))}
      <WordsField
        name="resumeWords"
        label={t('marketing.resume_words')}
        value={draft.resumeWords}
        fault={faultOf('resumeWords')}
        onChange={(resumeWords) => onChange({ resumeWords })}
      />
      {answer('resumeAnswer', t('marketing.resume_answer'))}
    </>
  )
}

type WordsProps = {
  name: string
  label: string
  value: WordsDraft
  fault: string | undefined
  onChange: (value: WordsDraft) => void
}

function WordsField({ name, label, value, fault, onChange }: WordsProps) {
  const { t } = useWords()
  return (
    <>
      <Select
        label={label}
        value={value.choice}
        choices={wordChoices.map((one) => ({ value: one, label: t(`marketing.words_${one}`) }))}
        onChange={(choice) => onChange({ ...value, choice })}
      />
      {value.choice === 'own' && (
        <TextArea
          name={name}
          label={t('marketing.own_words', { label })}
          hint={t('marketing.own_words_hint')}
          value={value.text}
          onChange={(text) => onChange({ ...value, text })}
          fault={fault}
        />
      )}
    </>
  )
}

function Cap({ draft, onChange }: Props) {
  const { t } = useWords()
  const faultOf = useFaultOf(draft)
  return (
    <>
      <p className="soft small">{t('marketing.often_about')}</p>
      <div className="form-grid">
        <Field
          name="marketingCap.messages"
          label={t('marketing.cap_messages')}
          inputMode="numeric"
          value={draft.capMessages}
          onChange={(capMessages) => onChange({ capMessages: capMessages.trim() })}
          fault={faultOf('marketingCap.messages')}
        />
        <Field
          name="marketingCap.days"
          label={t('marketing.cap_days')}
          inputMode="numeric"
          value={draft.capDays}
          onChange={(capDays) => onChange({ capDays: capDays.trim() })}
          fault={faultOf('marketingCap.days')}
        />
      </div>
    </>
  )
}

function Pace({ draft, onChange }: Props) {
  const { t } = useWords()
  const faultOf = useFaultOf(draft)
  const percent = (name: 'yellow' | 'red') => (
    <Field
      name={`marketingPace.${name}`}
      label={t(`marketing.pace_${name}`)}
      inputMode="numeric"
      placeholder={String(usualPace[name])}
      value={draft[name]}
      onChange={(text) => onChange({ [name]: text.trim() })}
      fault={faultOf(`marketingPace.${name}`)}
    />
  )
  return (
    <div className="form-grid">
      {percent('yellow')}
      {percent('red')}
    </div>
  )
}

function Ways({ draft, onChange }: Props) {
  const { t } = useWords()
  const faultOf = useFaultOf(draft)
  return (
    <div className="form-grid">
      <Field
        name="portfolio"
        label={t('marketing.portfolio')}
        hint={t('marketing.portfolio_hint')}
        value={draft.portfolio}
        onChange={(portfolio) => onChange({ portfolio })}
        fault={faultOf('portfolio')}
      />
      <Select
        name="marketingEndpoint"
        label={t('marketing.endpoint')}
        hint={t('marketing.endpoint_hint')}
        value={draft.marketingEndpoint}
        choices={endpoints.map((value) => ({ value, label: t(`marketing.endpoint_${value}`) }))}
        onChange={(marketingEndpoint) => onChange({ marketingEndpoint })}
      />
    </div>
  )
}
