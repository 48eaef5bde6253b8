/** A form that the gateway refused: each field with its reason, or why none of it could be done. */
import { useEffect, useRef } from 'react'
import { ApiError } from '../../../sdk/client.ts'
import { useWords } from '../words/words.tsx'
import { CodeLine } from './cause.tsx'
import { codeOf, Failure } from './states.tsx'

/** `nameOf`: the place in the form that a path of the request means. */
export function Refused({ error, nameOf }: { error: unknown; nameOf?: (path: string) => string }) {
  const { t, language } = useWords()
  const summary = useRef<HTMLElement>(null)
  useEffect(() => {
    // The field that is named has it already.
    if (document.activeElement?.ariaInvalid !== 'true') summary.current?.focus()
  }, [error])
  const violations = error instanceof ApiError ? Object.entries(error.violations) : []
  if (!(error instanceof ApiError) || violations.length === 0)
    return (
      <section ref={summary} tabIndex={-1}>
        <Failure error={error} />
      </section>
    )
  return (
    <section className="failure" role="alert" ref={summary} tabIndex={-1}>
      <h2>{t('refused.fields')}</h2>
      <ul className="reasons">
        {violations.flatMap(([field, texts]) =>
          texts.map((text) => (
            <li key={`${field} ${text.en}`}>
              {nameOf ? text[language].replaceAll(field, nameOf(field)) : text[language]}
            </li>
          )),
        )}
      </ul>
      <CodeLine code={codeOf(error)} />
    </section>
  )
}
