/** Checks as `recado bot check` and `recado doctor` show them: a mark, what was found, and the fix. */
import type { Api } from './api.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import type { Say } from './frame/say.ts'
import { coloured, visible } from './frame/terminal.ts'

export type Status = 'ok' | 'warning' | 'failed' | 'unknown'
export type Check = { name: string; status: Status; found: string; fix: string | null; data?: Record<string, unknown> }
export type Checked = { botId?: string; status: Status; checks: Check[] }

const marks = {
  ok: ['green', '✓'],
  warning: ['yellow', '!'],
  failed: ['red', '✗'],
  unknown: ['gray', '?'],
} as const satisfies Record<Status, readonly [string, string]>

export function checkBot(api: Api, id: string): Promise<Checked> {
  return api.post<Checked>(`/manage/v1/bots/${encodeURIComponent(id)}/check`)
}

export function textOfChecks(say: Say, checks: readonly Check[]): string {
  return checks
    .flatMap(({ name, status, found, fix }) => {
      const [colour, mark] = marks[status]
      const line = `${coloured(colour, mark)} ${coloured('bold', name)}  ${visible(found)}`
      return fix === null ? [line] : [line, `    ${say('check_fix', { fix: visible(fix) })}`]
    })
    .join('\n')
}

export function worstOf(checks: readonly Check[]): Status {
  const order: Status[] = ['failed', 'unknown', 'warning', 'ok']
  return order.find((one) => checks.some(({ status }) => status === one)) ?? 'ok'
}

/** A warning is no failure: monitoring would otherwise never be quiet. */
export function failWhenUnhealthy(say: Say, all: readonly Checked[]): void {
  const failed = all.flatMap(({ checks }) => checks).filter(({ status }) => status === 'failed')
  if (failed.length === 0) return
  const names = [...new Set(failed.map(({ name }) => name))].join(', ')
  throw new CommandFailure(exitCodes.unhealthy, say('checks_failed', { names }))
}
