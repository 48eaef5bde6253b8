/** Meta's reviewers: whether templates are judged by themselves, and each verdict by hand. */
import { useQuery } from '@tanstack/react-query'
import { Badge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { useWords } from '../../words/words.tsx'
import { useAct } from './act.ts'
import { controlQuery, type Template } from './control.ts'

const modes = ['automatic', 'instant', 'manual'] as const

export function Reviews({ address }: { address: string }) {
  const { t } = useWords()
  const mode = useQuery(controlQuery<{ mode: (typeof modes)[number] }>(address, '/review')).data?.mode
  const found = useQuery(controlQuery<Template[]>(address, '/templates'))
  const act = useAct(address)
  return (
    <Card title={t('sandbox.reviews')}>
      {mode && (
        <Select
          label={t('sandbox.review_mode')}
          value={mode}
          choices={modes.map((value) => ({ value, label: t(`sandbox.review_${value}`) }))}
          onChange={(to) => act.mutate({ method: 'PUT', path: '/review', body: { mode: to } })}
        />
      )}
      <Loaded of={found}>
        {(templates) => (
          <ul className="plain stack">
            {templates.map((one) => (
              <li key={one.id} className="row between">
                <span>
                  <code>{one.name}</code> {one.language} <Badge tone={toneOf(one.status)} text={one.status} />
                </span>
                <span className="row">
                  {(one.status === 'PENDING' ? verdicts.open : verdicts.closed).map(({ word, body }) => (
                    <Button
                      key={word}
                      kind="quiet"
                      isPending={act.isPending}
                      onPress={() => act.mutate({ method: 'POST', path: `/templates/${one.id}/review`, body })}
                    >
                      {t(word)}
                    </Button>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  )
}

const reject = { word: 'sandbox.reject', body: { action: 'reject', reason: 'INVALID_FORMAT' } } as const
const verdicts = {
  open: [{ word: 'sandbox.approve', body: { action: 'approve' } }, reject],
  closed: [{ word: 'sandbox.pause', body: { action: 'pause' } }],
} as const

const toneOf = (status: string) => (status === 'APPROVED' ? 'good' : status === 'PENDING' ? 'busy' : 'bad')
