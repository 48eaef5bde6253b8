/** What stands for each variable: a column of the file for those of the text, texts with columns for all else. */
import { useState } from 'react'
import { Button } from '../../kit/button.tsx'
import { Card } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { TextArea } from '../../kit/text-area.tsx'
import { useWords } from '../../words/words.tsx'
import type { Definition } from '../templates/queries.ts'
import { SlotField, slotLabel } from '../templates/slot-field.tsx'
import { needsMore, slotsOf } from '../templates/slots.ts'
import { type Draft, isMapped, mapped, readMore } from './draft.ts'

type Props = { template: Definition; draft: Draft; onChange: (patch: Partial<Draft>) => void }

export function ValuesCard({ template, draft, onChange }: Props) {
  const { t } = useWords()
  const slots = slotsOf(template)
  const columns = mapped(template, draft)
  const choices = (draft.people?.columns ?? []).map((column) => ({ value: column, label: column }))
  const others = slots.filter((slot) => !isMapped(slot))
  const example = draft.people?.columns[1] ?? draft.people?.columns[0] ?? ''
  return (
    <Card title={t('new_campaign.values')}>
      {slots.length === 0 && <p className="soft">{t('new_campaign.no_values')}</p>}
      <div className="form-row">
        {slots.filter(isMapped).map((slot) => (
          <Select
            key={slot.id}
            label={slotLabel(slot, t)}
            value={columns[slot.id] ?? ''}
            choices={choices}
            placeholder={t('new_campaign.column')}
            onChange={(column) => onChange({ columns: { ...columns, [slot.id]: column } })}
          />
        ))}
      </div>
      {others.length > 0 && <p className="soft">{t('new_campaign.columns_hint', { column: `{{${example}}}` })}</p>}
      {others.map((slot) => (
        <SlotField
          key={slot.id}
          slot={slot}
          value={draft.values[slot.id] ?? ''}
          onChange={(value) => onChange({ values: { ...draft.values, [slot.id]: value } })}
        />
      ))}
      <More isNeeded={needsMore(template)} text={draft.more} onChange={(more) => onChange({ more })} />
    </Card>
  )
}

/** What few templates need, and those who know the API may want: skills after a press, an end of validity. */
function More({ isNeeded, text, onChange }: { isNeeded: boolean; text: string; onChange: (text: string) => void }) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(isNeeded || text !== '')
  if (!isOpen && !isNeeded)
    return (
      <p>
        <Button kind="quiet" onPress={() => setOpen(true)}>
          {t('new_campaign.more')}
        </Button>
      </p>
    )
  const isWrong = readMore(text) === undefined
  return (
    <>
      <TextArea
        label={t('new_campaign.more')}
        hint={t('new_campaign.more_hint')}
        isCode
        rows={6}
        value={text}
        onChange={onChange}
        isInvalid={isWrong}
      />
      {isWrong && (
        <p className="problem" role="alert">
          {t('new_campaign.more_wrong')}
        </p>
      )}
    </>
  )
}
