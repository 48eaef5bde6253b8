/** The rate cards: which there are, loading one from a file, and deleting one. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMayForAll } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { ConfirmDialog } from '../../kit/dialog.tsx'
import { Field } from '../../kit/field.tsx'
import { FileDrop } from '../../kit/file-drop.tsx'
import { Form } from '../../kit/form.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { Empty } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { cardsQuery, type RateCard } from './queries.ts'

const touches = [['rate-cards'], ['costs'], ['message']] as const

export function RateCards() {
  const { t } = useWords()
  const mayChange = useMayForAll('bots.write')
  return (
    <Card title={t('card.title')}>
      <p className="soft">{t('card.about')}</p>
      <Loaded of={useQuery(cardsQuery)} lines={3}>
        {({ results }) =>
          results.length === 0 ? (
            <Empty title={t('card.none')}>
              <p>{t('card.none_do')}</p>
            </Empty>
          ) : (
            <CardTable cards={results} mayChange={mayChange} />
          )
        }
      </Loaded>
      {mayChange && <Load />}
    </Card>
  )
}

function CardTable({ cards, mayChange }: { cards: readonly RateCard[]; mayChange: boolean }) {
  const { t, number } = useWords()
  const [asked, setAsked] = useState<RateCard>()
  const remove = useChange({
    run: ({ effectiveDate, currency }: RateCard) => gateway.deleteRateCard({ effectiveDate, currency }),
    touches,
    done: 'card.deleted',
  })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className="table-box" tabIndex={0} aria-label={t('card.title')}>
      <table className="table">
        <thead>
          <tr>
            {(['card.currency', 'card.from', 'card.source', 'card.count', 'card.updated'] as const).map((word) => (
              <th key={word} scope="col">
                {t(word)}
              </th>
            ))}
            {mayChange && <th scope="col">{t('change')}</th>}
          </tr>
        </thead>
        <tbody>
          {cards.map((card) => (
            <tr key={`${card.currency} ${card.effectiveDate}`}>
              <td>{card.currency}</td>
              <td>{card.effectiveDate}</td>
              <td>{card.source}</td>
              <td className="number">{number(card.count)}</td>
              <td>
                <Time at={card.updatedAt} />
              </td>
              {mayChange && (
                <td>
                  <Button kind="quiet" onPress={() => setAsked(card)}>
                    {t('card.delete')}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        title={t('card.delete_ask')}
        text={t('card.delete_about')}
        action={t('card.delete')}
        isOpen={asked !== undefined}
        onConfirm={async () => asked && remove.confirm(asked)}
        onClose={() => setAsked(undefined)}
      />
    </section>
  )
}

/** Cards are small: 1 MB holds twenty thousand rates. */
function Load() {
  const { t } = useWords()
  const [file, setFile] = useState<{ name: string; csv: string }>()
  const load = useChange({
    run: (body: { source: string; effectiveDate?: string; csv: string }) => gateway.putRateCards({ body }),
    touches,
    done: 'card.loaded',
    isToldInPlace: true,
  })
  const choose = (chosen: File) => void chosen.text().then((csv) => setFile({ name: chosen.name, csv }))
  return (
    <>
      <FileDrop
        label={file?.name ?? t('card.drop')}
        action={t('card.choose')}
        types={['.csv', 'text/csv']}
        onFile={choose}
      >
        <p className="soft">{t('card.columns')}</p>
      </FileDrop>
      {file && (
        <Form
          submit={t('card.load')}
          error={load.error}
          isPending={load.isPending}
          onSubmit={({ source = '', effectiveDate = '' }) =>
            load.mutate({ source, csv: file.csv, ...(effectiveDate !== '' && { effectiveDate }) })
          }
        >
          <div className="form-grid">
            <Field name="source" label={t('card.source')} hint={t('card.source_hint')} isRequired maxLength={200} />
            <Field name="effectiveDate" type="date" label={t('card.from')} hint={t('card.from_hint')} />
          </div>
        </Form>
      )}
    </>
  )
}
