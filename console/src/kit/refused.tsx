/** A form that the gateway refused: each field with its reason, or why none of it could be done. */
import { ApiError } from '../../../sdk/client.ts'
import { useWords } from '../words/words.tsx'
import { CodeLine } from './cause.tsx'
import { codeOf, Failure } from './states.tsx'

/** `nameOf`: the place in the form that a path of the request means. */
export function Refused({ error, nameOf }: { error: unknown; nameOf?: (path: string) => string }) {
  const { t, language } = useWords()
  const violations = error instanceof ApiError ? Object.entries(error.violations) : []
  if (!(error instanceof ApiError) || violations.length === 0)
    return (
      <div data-summary tabIndex={-1}>
        <Failure error={error} />
      </div>
    )
  return (
    <section className="failure" role="alert" data-summary tabIndex={-1}>
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
