/** A filter of time: a period that moves along with the calendar, or, without one, days that stay. */
import { Field } from '../kit/field.tsx'
import { Select } from '../kit/select.tsx'
import { useWords } from '../words/words.tsx'
import { type Between, periods } from './days.ts'

type Props = { value: Between; onChange: (change: Record<keyof Between, string | undefined>) => void }

export function BetweenFields({ value: { period, from, to }, onChange }: Props) {
  const { t } = useWords()
  const choices = periods.map((one) => ({ value: one as string, label: t(`period.${one}`) }))
  // One that the address made up is offered as it is: the list below says that there is none.
  const isKnown = period === undefined || choices.some(({ value }) => value === period)
  const offered = isKnown ? choices : [...choices, { value: period, label: period }]
  return (
    <>
      <Select
        label={t('period')}
        value={period ?? ''}
        choices={[{ value: '', label: t('filter.any') }, ...offered]}
        onChange={(to) => onChange({ period: to || undefined, from: undefined, to: undefined })}
      />
      {(period === undefined || from !== undefined || to !== undefined) && (
        <>
          <Field
            label={t('filter.from')}
            type="date"
            value={from ?? ''}
            onChange={(day) => onChange({ period, from: day || undefined, to })}
          />
          <Field
            label={t('filter.to')}
            type="date"
            value={to ?? ''}
            onChange={(day) => onChange({ period, from, to: day || undefined })}
          />
        </>
      )}
    </>
  )
}
