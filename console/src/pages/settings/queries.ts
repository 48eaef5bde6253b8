/** What is in force in the installation, as its pages and the overview ask for it. */
import { queryOptions } from '@tanstack/react-query'
import { gateway } from '../../app/gateway.ts'

/** The checks ask the machine and the store: not at each look at the page. */
export const diagnosticsQuery = queryOptions({
  queryKey: ['diagnostics'],
  queryFn: () => gateway.getDiagnostics(),
  staleTime: 60_000,
})

export const logLevelQuery = queryOptions({ queryKey: ['log-level'], queryFn: () => gateway.getLogLevel() })

export const settingsQuery = queryOptions({ queryKey: ['settings'], queryFn: () => gateway.listSettings() })

const refreshMs = 3_000

/** Under way it is looked at again: rows are sealed one after the other. */
export const keyRotationQuery = queryOptions({
  queryKey: ['key-rotation'],
  queryFn: () => gateway.getKeyRotation(),
  refetchInterval: ({ state: { data } }) =>
    data === undefined || data.state === 'current' ? (false as const) : refreshMs,
})
