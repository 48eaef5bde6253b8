/** How long a former secret goes on working beside a new one. */
import { Select } from '../kit/select.tsx'
import { useWords } from '../words/words.tsx'

const spans = { now: 0, hour: 3_600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 } as const

export const usualOverlap = String(spans.day)

type Props = { label: string; value: string; onChange: (seconds: string) => void }

export function OverlapSelect({ label, value, onChange }: Props) {
  const { t } = useWords()
  const choices = (Object.keys(spans) as (keyof typeof spans)[]).map((name) => ({
    value: String(spans[name]),
    label: t(`overlap.${name}`),
  }))
  return <Select label={label} value={value} choices={choices} onChange={onChange} />
}
