/** What happened over time, as a chart, and the failures of that time by their causes, with what to do about each. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Schemas } from '../../../../sdk/client.ts'
import { BotSelect } from '../../app/bot-select.tsx'
import { gateway } from '../../app/gateway.ts'
import { useCause } from '../../kit/cause.tsx'
import { Chart, type Series } from '../../kit/chart.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords, type WordKey } from '../../words/words.tsx'
import { type Span, type Steps, spans, startOf, stepsOf } from './steps.ts'

type Figures = Schemas['Figures']

const refreshMs = 15_000

const lines = [
  ['sent', 'figure.sent', 'busy'],
  ['delivered', 'figure.delivered', 'accent'],
  ['read', 'figure.read', 'good'],
  ['answered', 'figure.replied', 'calm'],
  ['failed', 'figure.failed', 'bad'],
] as const satisfies readonly (readonly [string, WordKey, Series['tone']])[]

function figuresQuery(span: Span, bot: string | undefined) {
  return queryOptions({
    queryKey: ['figures', span, bot],
    queryFn: () => {
      const { step, from } = stepsOf(span, Date.now(), 'en')
      return gateway.getFigures({ step, from, ...(bot !== undefined && { botId: bot }) })
    },
    refetchInterval: refreshMs,
  })
}

export function FiguresOverTime() {
  const { t } = useWords()
  const [span, setSpan] = useState<Span>('hour')
  const [bot, setBot] = useState<string>()
  const found = useQuery(figuresQuery(span, bot))
  const choices = spans.map((value) => ({ value, label: t(`overview.by_${value}`) }))
  return (
    <div className="columns">
      <Card title={t('overview.figures')}>
        <div className="filters">
          <Select label={t('overview.figures_by')} value={span} choices={choices} onChange={setSpan} />
          <BotSelect value={bot} isAllOffered onChange={setBot} />
        </div>
        <Loaded of={found}>{(figures) => <OverTime figures={figures} span={span} />}</Loaded>
      </Card>
      <Card title={t('overview.causes')}>
        <Loaded of={found}>{({ failures }) => <Causes failures={failures} bot={bot} />}</Loaded>
      </Card>
    </div>
  )
}

function OverTime({ figures, span }: { figures: Figures; span: Span }) {
  const { t, locale } = useWords()
  const steps = stepsOf(span, Date.now(), locale)
  const series = lines.map(([id, word, tone]) => ({
    id,
    tone,
    label: t(word),
    values: valuesOf(figures, id, span, steps),
  }))
  return (
    <>
      {figures.results.length === 0 ? (
        <p className="soft">{t('overview.figures_none')}</p>
      ) : (
        <Chart label={t('overview.figures')} steps={steps.names} series={series} />
      )}
      <p className="soft">
        {figures.asOf !== null && (
          <>
            {t('overview.figures_as_of')} <Time at={figures.asOf} isExact />
          </>
        )}{' '}
        {!figures.isWhole && t('overview.figures_counting')}
      </p>
    </>
  )
}

function valuesOf({ results }: Figures, name: string, span: Span, { starts }: Steps): number[] {
  const sums = new Map(starts.map((at) => [at, 0]))
  for (const { at, counts } of results) {
    const start = startOf(span, Date.parse(at))
    const sum = sums.get(start)
    if (sum !== undefined) sums.set(start, sum + (counts[name] ?? 0))
  }
  return [...sums.values()]
}

function Causes({ failures, bot }: { failures: Figures['failures']; bot: string | undefined }) {
  const { t } = useWords()
  if (failures.length === 0) return <p className="soft">{t('overview.causes_none')}</p>
  return (
    <ul className="plain causes">
      {failures.map((failure) => (
        <Cause key={failure.code} failure={failure} bot={bot} />
      ))}
    </ul>
  )
}

function Cause({ failure: { code, count }, bot }: { failure: Figures['failures'][number]; bot: string | undefined }) {
  const { t, number } = useWords()
  const cause = useCause(code)
  return (
    <li>
      <strong>{number(count)}</strong>
      <div>
        <p>
          <b>{cause?.says}</b>
        </p>
        <p>{cause?.advice}</p>
        <p className="soft">
          {t('error.code')} <code>{code}</code> ·{' '}
          <Link to="/messages" search={{ state: 'failed', code, ...(bot !== undefined && { bot }) }}>
            {t('overview.causes_open')}
          </Link>
        </p>
      </div>
    </li>
  )
}
