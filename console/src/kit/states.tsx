/** What a page shows instead of its content: nothing yet, an error with what to do, or that it is on its way. */
import type { ReactNode } from 'react'
import { ApiError, NetworkError, TimeoutError } from '../../../sdk/client.ts'
import { useWords, type Words } from '../words/words.tsx'
import { Button } from './button.tsx'
import { CodeLine } from './cause.tsx'
import { PartError } from './part-error.ts'
import { Told } from './told.ts'

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <section className="empty">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** Nothing was found in what was searched, and there is more (app/further.ts). */
export function SearchOn({ onPress }: { onPress: () => void }) {
  const { t } = useWords()
  return (
    <Empty title={t('search.nothing_yet')}>
      <Button onPress={onPress}>{t('search.on')}</Button>
    </Empty>
  )
}

/** The gateway refuses it as well, by this code. */
export function Forbidden() {
  const { t } = useWords()
  return (
    <Empty title={t('error.forbidden')}>
      <p>{t('error.forbidden_do')}</p>
      <CodeLine code="R4033 FORBIDDEN_ROLE" />
    </Empty>
  )
}

/** What the address names is not there, or not any more. */
export function Missing() {
  const { t } = useWords()
  return (
    <Empty title={t('error.missing')}>
      <p>{t('error.missing_do')}</p>
    </Empty>
  )
}

type FailureProps = { error: unknown; onRetry?: () => void; isRetrying?: boolean }

/** What happened, what to do, and the code by which others can look it up. */
export function Failure({ error, onRetry, isRetrying = false }: FailureProps) {
  const words = useWords()
  const { title, text, code } = explain(error, words)
  return (
    <section className="failure" role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      {code !== undefined && <CodeLine code={code} />}
      {onRetry && (
        <Button isPending={isRetrying} onPress={onRetry}>
          {words.t('retry')}
        </Button>
      )}
    </section>
  )
}

export type Explained = { title: string; text: string; code?: string | undefined }

/** Without an answer there is no code, and no page about errors to be had. */
export function explain(error: unknown, words: Pick<Words, 't' | 'language'>): Explained {
  const { t } = words
  if (error instanceof NetworkError || error instanceof TimeoutError)
    return { title: t('error.offline'), text: t('connection.lost') }
  if (error instanceof PartError) return { title: t('error.part'), text: t('error.part_do'), code: error.part }
  if (error instanceof Told)
    return { title: t(error.told.title), text: t(error.told.text, error.told.values), code: error.told.code }
  if (!(error instanceof ApiError)) return { title: t('error.own'), text: t('error.own_do'), code: String(error) }
  return { ...explainAnswer(error, words), code: codeOf(error) }
}

/** What the gateway says itself, and what to do, where that is known by the status alone. */
function explainAnswer(error: ApiError, { t, language }: Pick<Words, 't' | 'language'>): Explained {
  const { status } = error
  // Of what is unknown the gateway says that it is unknown.
  const said = error.key === 'UNKNOWN_ERROR' ? undefined : saidBy(error, language)
  const told = (advice: string) => (said === undefined ? advice : `${said} ${advice}`)
  const waitMs = error.retryAfterMs ?? 0
  if (waitMs > 0) return { title: t(titleOf(error)), text: told(t('error.wait', { time: span(waitMs, language) })) }
  if (status === 413) return { title: t('error.refused'), text: told(t('error.too_large_do')) }
  if (status === 412 || status === 409) return { title: t('error.refused'), text: told(t('error.conflict_do')) }
  if (status === 403) return { title: t('error.forbidden'), text: told(t('error.forbidden_do')) }
  if (status === 404 || status === 410) return { title: t('error.missing'), text: told(t('error.missing_do')) }
  if (status >= 500) return { title: t('error.trouble'), text: told(t('error.trouble_do')) }
  return { title: t('error.refused'), text: said ?? t('error.refused_do') }
}

const titleOf = ({ status }: ApiError) => (status >= 500 ? 'error.trouble' : 'error.refused')

/** `40 segundos`, `3 minutos`. */
function span(ms: number, language: Words['language']): string {
  const seconds = Math.ceil(ms / 1_000)
  const [value, unit] = seconds > 90 ? [Math.ceil(seconds / 60), 'minute'] : [seconds, 'second']
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
}

/** A failure of the gateway itself is found in its log by the request. */
export function codeOf({ status, code, key, requestId }: ApiError): string {
  const named = [code, key].filter((part) => part !== undefined).join(' ') || String(status)
  return status >= 500 && requestId !== undefined ? `${named} ${requestId}` : named
}

/** The gateway's own sentence in the reader's language. */
function saidBy({ violations, body }: ApiError, language: Words['language']): string | undefined {
  const [field, texts] = Object.entries(violations)[0] ?? []
  if (texts?.[0]) return `${field}: ${texts[0][language]}`
  const found = (body as { error?: { clientMessages?: Record<string, string> } })?.error?.clientMessages?.[language]
  return typeof found === 'string' ? found : undefined
}

/** As tall as what it stands for, so that the page does not jump. */
export function Skeleton({ lines = 6 }: { lines?: number }) {
  const { t } = useWords()
  return (
    <div className="skeleton" role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, line) => line).map((line) => (
        <div key={line} />
      ))}
    </div>
  )
}
