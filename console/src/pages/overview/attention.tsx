/**
 * What is not as it should be, each with what to do: checks of the installation, endpoints that get nothing, and what
 * the bots themselves have (`alarms`).
 */
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Schemas } from '../../../../sdk/client.ts'
import type { Bot } from '../../app/bots.ts'
import { StateBadge } from '../../kit/badge.tsx'
import { Card } from '../../kit/page.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'
import { diagnosticsQuery } from '../settings/queries.ts'
import { endpointsQuery } from '../webhooks/queries.ts'

type Props = { bots: readonly Bot[]; mayDiagnose: boolean; alarms: readonly ReactNode[] | undefined }

export function Attention({ bots, mayDiagnose, alarms }: Props) {
  const { t } = useWords()
  const diagnostics = useQuery({ ...diagnosticsQuery, enabled: mayDiagnose })
  const endpoints = useQueries({ queries: bots.map(({ id }) => endpointsQuery(id)) })
  const off = endpoints.flatMap(({ data }) => data ?? []).filter(({ disabledAt }) => disabledAt !== null)
  const checks = (diagnostics.data?.checks ?? []).filter(isTrouble)
  const isAsking =
    alarms === undefined || (mayDiagnose && diagnostics.isPending) || endpoints.some(({ isPending }) => isPending)
  const count = checks.length + off.length + (alarms?.length ?? 0)
  if (diagnostics.error && !diagnostics.data)
    return <Failure error={diagnostics.error} onRetry={() => void diagnostics.refetch()} />
  return (
    <Card title={t('overview.attention')}>
      {isAsking && <Skeleton lines={2} />}
      {!isAsking && count === 0 && <p className="all-well">{t('overview.all_well')}</p>}
      <ul className="plain">
        {alarms}
        {checks.map((check) => (
          <CheckRow key={check.name + check.found} check={check} />
        ))}
        {off.map(({ id, url, disabledReason }) => (
          <AttentionRow key={id} status="failed" fix={t('endpoint.off_do')}>
            <Link to="/webhooks">{t(`endpoint.off_${disabledReason ?? 'failing'}`, { url })}</Link>
          </AttentionRow>
        ))}
      </ul>
    </Card>
  )
}

/** What could not be found out follows from what failed, and says nothing of its own. */
export function isTrouble({ status }: Schemas['DiagnosticCheck']): boolean {
  return status === 'failed' || status === 'warning'
}

export function CheckRow({ check: { status, found, fix } }: { check: Schemas['DiagnosticCheck'] }) {
  return (
    <AttentionRow status={status} fix={fix ?? undefined}>
      {found}
    </AttentionRow>
  )
}

export function AttentionRow({
  status,
  fix,
  children,
}: {
  status: string
  fix: string | undefined
  children: ReactNode
}) {
  return (
    <li className="attention">
      <StateBadge state={status} />
      <div>
        <p>{children}</p>
        {fix !== undefined && <p className="soft">{fix}</p>}
      </div>
    </li>
  )
}
