/** What a skill did, run by run: why it began, what its webhook was asked and answered, what it sent, how it ended. */
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Schemas } from '../../../../sdk/client.ts'
import { endOfDay, startOfDay } from '../../app/days.ts'
import { gateway } from '../../app/gateway.ts'
import { useMay } from '../../app/session.ts'
import { StateBadge } from '../../kit/badge.tsx'
import { CodeBlock } from '../../kit/code-block.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { type Fact, Facts } from '../../kit/facts.tsx'
import { FilterField } from '../../kit/field.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { MoreButton } from '../../kit/more.tsx'
import { Card } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Select } from '../../kit/select.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { bareNumber } from '../../kit/written-number.ts'
import { useWords } from '../../words/words.tsx'

type Run = Schemas['SkillRun']
type Filter = { state?: string; person?: string; from?: string; to?: string }
type Of = { bot: string; skill: string }

const route = getRouteApi('/signed-in/skills/$botId/$skillId')
const states = ['waiting', 'done', 'failed'] as const
const refreshMs = 5_000

function runsQuery({ bot, skill }: Of, { state, person, from, to }: Filter) {
  const known = states.find((one) => one === state)
  return infiniteQueryOptions({
    queryKey: ['skills', bot, skill, 'runs', state, person, from, to],
    queryFn: ({ pageParam }) =>
      gateway.listSkillRuns({
        botId: bot,
        skillId: skill,
        ...(known && { state: known }),
        ...(person && { userId: bareNumber(person) }),
        ...(from && { from: startOfDay(from) }),
        ...(to && { to: endOfDay(to) }),
        ...(pageParam !== '' && { after: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ results }) => results.some(isOpen)) ? refreshMs : false,
  })
}

const isOpen = ({ state }: Run) => state === 'waiting'

export function Runs(of: Of) {
  const { t } = useWords()
  const filter = route.useSearch()
  const mayRead = useMay('conversations.read', of.bot)
  if (!mayRead) return null
  return (
    <Card title={t('skill.runs')}>
      <p className="soft">{t('skill.runs_about')}</p>
      <Filters filter={filter} />
      <List of={of} filter={filter} />
    </Card>
  )
}

function Filters({ filter }: { filter: Filter }) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const set = (change: Filter) => void navigate({ search: { ...filter, ...change }, replace: true })
  const choices = [
    { value: '-', label: t('filter.any') },
    ...states.map((value) => ({ value: value as string, label: t(`run_state.${value}`) })),
  ]
  return (
    <search className="filters" aria-label={t('filter.label')}>
      <Select
        label={t('column.state')}
        value={filter.state || '-'}
        choices={choices}
        onChange={(state) => set({ state: state === '-' ? '' : state })}
      />
      <FilterField label={t('filter.person')} value={filter.person ?? ''} onChange={(person) => set({ person })} />
      <FilterField type="date" label={t('filter.from')} value={filter.from ?? ''} onChange={(from) => set({ from })} />
      <FilterField type="date" label={t('filter.to')} value={filter.to ?? ''} onChange={(to) => set({ to })} />
    </search>
  )
}

function List({ of, filter }: { of: Of; filter: Filter }) {
  const { t } = useWords()
  const [open, setOpen] = useState<Run>()
  const columns = useColumns()
  const found = useInfiniteQuery(runsQuery(of, filter))
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton lines={4} />
  const rows = found.data.pages.flatMap(({ results }) => results)
  if (rows.length === 0) return <p className="soft">{t('skill.runs_none')}</p>
  return (
    <>
      <DataGrid label={t('skill.runs')} columns={columns} rows={rows} keyOf={({ id }) => id} onOpen={setOpen} />
      <MoreButton of={found}>{t('skill.runs_more')}</MoreButton>
      <Dialog title={t('skill.run')} isOpen={open !== undefined} onClose={() => setOpen(undefined)}>
        {open && <Details bot={of.bot} run={open} />}
      </Dialog>
    </>
  )
}

function useColumns(): Column<Run>[] {
  const { t, number } = useWords()
  return [
    { id: 'person', title: t('column.person'), cell: ({ userId }) => <Phone digits={userId} /> },
    {
      id: 'text',
      title: t('skill.asked'),
      cell: ({ cause, text, action }) => (
        <span className="two">
          <span className="clip">{text || action || t(`run_cause.${cause}`)}</span>
          <span className="soft clip">{t(`run_cause.${cause}`)}</span>
        </span>
      ),
    },
    {
      id: 'type',
      title: t('skill.took'),
      cell: ({ exchange }) => exchange && t('skill.ms', { ms: number(exchange.durationMs) }),
    },
    { id: 'state', title: t('column.state'), cell: (run) => <RunState run={run} /> },
    { id: 'time', title: t('column.time'), cell: ({ at }) => <Time at={at} /> },
  ]
}

function RunState({ run: { state, problems } }: { run: Run }) {
  return <StateBadge state={state === 'done' ? (problems ? 'warning' : 'ok') : state} />
}

function Details({ bot, run }: { bot: string; run: Run }) {
  const { t } = useWords()
  const { exchange, problems } = run
  return (
    <div className="stack">
      <Facts facts={useFacts(run)} />
      <MessagesOf bot={bot} run={run} />
      {problems && <CodeBlock value={problems} />}
      {exchange ? (
        <>
          <h3>{t('skill.request')}</h3>
          <CodeBlock value={pretty(exchange.request)} />
          <h3>
            {t('skill.answer')} {exchange.status !== undefined && <code>{`HTTP ${exchange.status}`}</code>}
          </h3>
          {exchange.answer === undefined ? (
            <p className="soft">{t('skill.no_answer')}</p>
          ) : (
            <CodeBlock value={pretty(exchange.answer)} />
          )}
          {exchange.isCut && <p className="soft">{t('skill.cut')}</p>}
        </>
      ) : (
        <p className="soft">{t('skill.no_exchange')}</p>
      )}
    </div>
  )
}

function useFacts({ cause, text, action, attempts, reason, detail, at, endedAt, exchange }: Run): Fact[] {
  const { t, number } = useWords()
  return [
    [t('skill.cause'), t(`run_cause.${cause}`)],
    [t('skill.asked'), text || action],
    [t('skill.began'), <Time key="at" at={at} isExact />],
    [t('skill.ended'), endedAt === undefined ? undefined : <Time key="end" at={endedAt} isExact />],
    [t('skill.attempts'), number(attempts)],
    [t('skill.took'), exchange && t('skill.ms', { ms: number(exchange.durationMs) })],
    [t('skill.reason'), [reason, detail].filter(Boolean).join(' · ')],
  ]
}

function MessagesOf({ bot, run: { messageId, messageIds } }: { bot: string; run: Run }) {
  const { t } = useWords()
  const link = (id: string, text: string) => (
    <li key={id}>
      <Link to="/messages/$botId/$messageId" params={{ botId: bot, messageId: id }}>
        {text}
      </Link>
    </li>
  )
  if (messageId === undefined && messageIds.length === 0) return null
  return (
    <ul className="plain row">
      {messageId !== undefined && link(messageId, t('skill.their_message'))}
      {messageIds.map((id, place) => link(id, t('skill.sent_message', { number: place + 1 })))}
    </ul>
  )
}

/** JSON line by line; what is cut, or no JSON, as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
