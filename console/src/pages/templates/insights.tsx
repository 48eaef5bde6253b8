/** What Meta counts of a template, day by day; and, where it counts nothing yet, the act that begins it. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Answer } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { Chart } from '../../kit/chart.tsx'
import { ConfirmDialog } from '../../kit/dialog.tsx'
import { Facts } from '../../kit/facts.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'

type Props = { botId: string; elementName: string }
type Day = Answer<'listTemplateDays'>['results'][number]
type State = Answer<'getTemplateInsights'>

const counts = ['sent', 'delivered', 'read'] as const
const tones = { sent: 'busy', delivered: 'accent', read: 'good' } as const

function daysQuery({ botId, elementName }: Props) {
  return queryOptions({
    queryKey: ['templates', botId, elementName, 'insights'],
    queryFn: async () => (await gateway.listTemplateDays({ botId, elementName })).results,
  })
}

function stateQuery(botId: string) {
  return queryOptions({
    queryKey: ['templates', botId, 'insights'],
    queryFn: () => gateway.getTemplateInsights({ botId }),
  })
}

export function Insights(of: Props) {
  const { t } = useWords()
  return (
    <Card title={t('insights.title')}>
      <Loaded of={useQuery(stateQuery(of.botId))} lines={3}>
        {(state) => (
          <div className="stack">
            <Loaded of={useQuery(daysQuery(of))} lines={3}>
              {(days) => (days.length > 0 ? <Days days={days} /> : <None state={state} />)}
            </Loaded>
            {state.state !== 'on' && <Off botId={of.botId} state={state} />}
            {state.readAt !== null && (
              <span className="soft small">
                {t('insights.read')} <Time at={state.readAt} />
              </span>
            )}
          </div>
        )}
      </Loaded>
    </Card>
  )
}

function None({ state }: { state: State }) {
  const { t } = useWords()
  return state.state === 'on' ? <p className="soft">{t(state.readAt ? 'insights.none' : 'insights.coming')}</p> : null
}

/** All languages of the template together. */
function Days({ days }: { days: readonly Day[] }) {
  const { t, number } = useWords()
  const steps = [...new Set(days.map(({ day }) => day))]
  const of = (name: (typeof counts)[number], day?: string) =>
    days.filter((one) => day === undefined || one.day === day).reduce((sum, one) => sum + one[name], 0)
  const series = counts.map((id) => ({
    ...{ id, label: t(`figure.${id}`), tone: tones[id] },
    values: steps.map((day) => of(id, day)),
  }))
  const clicks = summed(days.flatMap((one) => one.clicks.map(({ button, type, count }) => [button || type, count])))
  const spent = summed(days.flatMap((one) => one.cost.map(({ type, value }) => [type, value])))
  return (
    <>
      {steps.length > 1 && <Chart label={t('insights.title')} steps={steps} series={series} />}
      <Facts
        facts={[
          ...counts.map((name) => [t(`figure.${name}`), number(of(name))] as const),
          ...clicks.map(([button, count]) => [t('insights.clicks', { button }), number(count)] as const),
          ...spent
            .filter(([type]) => type === 'amount_spent')
            .map(([, value]) => [t('insights.spent'), number(value)] as const),
        ]}
      />
    </>
  )
}

function summed(pairs: readonly (readonly [string, number] | (string | number)[])[]): [string, number][] {
  const found = new Map<string, number>()
  for (const [name, value] of pairs) found.set(String(name), (found.get(String(name)) ?? 0) + Number(value))
  return [...found]
}

function Off({ botId, state: { state, error } }: { botId: string; state: State }) {
  const { t } = useWords()
  const mayEnable = useMay('bots.write', botId)
  const [isAsking, setAsking] = useState(false)
  const enable = useChange({
    run: () => gateway.enableTemplateInsights({ botId }),
    touches: [['templates', botId]],
    done: 'insights.enabled',
  })
  return (
    <>
      <p>{t(state === 'refused' ? 'insights.refused' : 'insights.off')}</p>
      {error !== null && (
        <p className="soft">
          {t('review.meta_said')} <q>{error}</q>
        </p>
      )}
      {mayEnable && (
        <div className="row">
          <Button isPending={enable.isPending} onPress={() => setAsking(true)}>
            {t('insights.enable')}
          </Button>
        </div>
      )}
      <ConfirmDialog
        title={t('insights.ask')}
        text={t('insights.about')}
        action={t('insights.enable')}
        kind="primary"
        isOpen={isAsking}
        onConfirm={() => enable.confirm()}
        onClose={() => setAsking(false)}
      />
    </>
  )
}
