/** A text with variables, its limit, and a sample for each variable: of the template, or of one of its cards. */
import { Button } from '../../kit/button.tsx'
import { Field } from '../../kit/field.tsx'
import { TextArea } from '../../kit/text-area.tsx'
import { useWords } from '../../words/words.tsx'
import { type TemplateForm, withVariable } from './form.ts'
import { variablesIn } from './slots.ts'

type Props = {
  name: string
  text: string
  samples: TemplateForm['samples']
  limit: number
  problem?: string | undefined
  rows?: number
  onChange: (patch: Partial<Pick<TemplateForm, 'body' | 'samples'>>) => void
}

export function BodyFields({ name: own, text, samples, limit, problem, rows = 6, onChange }: Props) {
  const { t } = useWords()
  return (
    <>
      <TextArea
        name={own}
        label={t('column.text')}
        limit={limit}
        rows={rows}
        value={text}
        hint={t('builder.marks')}
        isInvalid={problem !== undefined}
        onChange={(body) => onChange({ body })}
      />
      {problem !== undefined && <Problem text={problem} />}
      <p>
        <Button onPress={() => onChange({ body: withVariable(text) })}>{t('builder.add_variable')}</Button>
      </p>
      <div className="form-row">
        {variablesIn(text).map((name) => (
          <Field
            key={name}
            label={t('builder.sample_of', { variable: `{{${name}}}` })}
            value={samples[name] ?? ''}
            onChange={(value) => onChange({ samples: { ...samples, [name]: value } })}
          />
        ))}
      </div>
    </>
  )
}

export function Problem({ text }: { text: string }) {
  return (
    <p className="problem" role="alert">
      {text}
    </p>
  )
}
