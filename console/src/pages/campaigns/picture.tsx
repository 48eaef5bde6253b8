/** What people will read: the first rows drawn here while somebody maps columns, then those that the gateway checked. */
import { useState } from 'react'
import { Button } from '../../kit/button.tsx'
import { Card } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { useWords } from '../../words/words.tsx'
import { Bubble } from '../templates/bubble.tsx'
import type { Definition } from '../templates/queries.ts'
import { filledByRow, filledIn, type TemplateLike } from '../templates/slots.ts'
import type { Checked } from './check-card.tsx'
import { type Draft, textsOf } from './draft.ts'
import { asTemplate } from './sample.ts'

type Props = { template: Definition | undefined; draft: Draft; checked: Checked | undefined }
type Shown = { person: string; template: TemplateLike }

export function Picture({ template, draft, checked }: Props) {
  const { t } = useWords()
  const [at, setAt] = useState(0)
  if (template === undefined)
    return (
      <aside className="aside">
        <Card title={t('template.preview')}>
          <p className="soft">{t('new_campaign.no_picture')}</p>
        </Card>
      </aside>
    )
  const shown = checked?.samples.length ? checked.samples.map(ofSample) : ofRows(template, draft)
  const place = Math.min(at, shown.length - 1)
  const one = shown[place]
  return (
    <aside className="aside">
      <Card title={t(checked ? 'new_campaign.checked_picture' : 'template.preview')}>
        <Bubble definition={one?.template ?? template} />
        {one && <Turner person={one.person} place={place} last={shown.length - 1} onTurn={setAt} />}
      </Card>
    </aside>
  )
}

type TurnerProps = { person: string; place: number; last: number; onTurn: (to: number) => void }

function Turner({ person, place, last, onTurn }: TurnerProps) {
  const { t } = useWords()
  return (
    <div className="row between">
      <Button
        kind="quiet"
        aria-label={t('new_campaign.row_before')}
        isDisabled={place === 0}
        onPress={() => onTurn(place - 1)}
      >
        ‹
      </Button>
      <Phone digits={person} />
      <Button
        kind="quiet"
        aria-label={t('new_campaign.row_after')}
        isDisabled={place === last}
        onPress={() => onTurn(place + 1)}
      >
        ›
      </Button>
    </div>
  )
}

function ofSample({ destination, message }: Checked['samples'][number]): Shown {
  return { person: destination, template: asTemplate(message) }
}

function ofRows(template: Definition, draft: Draft): Shown[] {
  const { columns, rows } = draft.people ?? { columns: [], rows: [] }
  const texts = textsOf(template, draft)
  return rows.map((row) => ({
    person: (row[0] ?? '').trim(),
    template: filledIn(template, filledByRow(texts, columns, row)),
  }))
}
