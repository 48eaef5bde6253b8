/** A form that the gateway refused: each field with its reason, or why none of it could be done. */
import { ApiError } from '../../../sdk/client.ts'
import { useWords } from '../words/words.tsx'
import { Failure } from './states.tsx'

export function Refused({ error }: { error: unknown }) {
  const { t, language } = useWords()
  const violations = error instanceof ApiError ? Object.entries(error.violations) : []
  if (violations.length === 0) return <Failure error={error} />
  return (
    <section className="failure" role="alert">
      <h2>{t('refused.fields')}</h2>
      <ul className="reasons">
        {violations.flatMap(([field, texts]) =>
          texts.map((text) => (
            <li key={`${field} ${text.en}`}>
              <code>{field}</code> {text[language]}
            </li>
          )),
        )}
      </ul>
    </section>
  )
}
