/** What a page shows instead of its content: nothing yet, an error with what to do, or that it is on its way. */
import type { ReactNode } from 'react'
import { ApiError, NetworkError, TimeoutError } from '../../../sdk/client.ts'
import { useWords, type Words } from '../words/words.tsx'
import { Button } from './button.tsx'
import { ErrorsLink } from './cause.tsx'

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

/** What the address names is not there, or not any more. */
export function Missing() {
  const { t } = useWords()
  return (
    <Empty title={t('error.missing')}>
      <p>{t('error.missing_do')}</p>
    </Empty>
  )
}

/** What happened, what to do, and the code by which others can look it up. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const words = useWords()
  const { title, text, code } = explain(error, words)
  return (
    <section className="failure" role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      {code !== undefined && (
        <p className="soft">
          {words.t('error.code')} <code>{code}</code> · <ErrorsLink />
        </p>
      )}
      {onRetry && <Button onPress={onRetry}>{words.t('retry')}</Button>}
    </section>
  )
}

type Explained = { title: string; text: string; code?: string | undefined }

export function explain(error: unknown, { t, language }: Pick<Words, 't' | 'language'>): Explained {
  if (error instanceof NetworkError || error instanceof TimeoutError)
    return { title: t('error.offline'), text: t('connection.lost') }
  if (!(error instanceof ApiError)) return { title: t('error.own'), text: String(error) }
  const code = [error.code, error.key].filter((part) => part !== undefined).join(' ') || String(error.status)
  const said = saidBy(error, language)
  if (error.status === 403) return { title: t('error.forbidden'), text: said ?? t('error.forbidden_do'), code }
  if (error.status === 404) return { title: t('error.missing'), text: said ?? t('error.missing_do'), code }
  return { title: t('error.refused'), text: said ?? error.message, code }
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
