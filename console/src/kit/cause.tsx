/** Why a message did not arrive, in plain words by its code: in full, and as one line of a list. */
import { useQuery } from '@tanstack/react-query'
import type { CauseTexts } from '../words/failures/causes.ts'
import { failuresQuery } from '../words/failures/failures.ts'
import { useWords } from '../words/words.tsx'

/** A code of Meta or a key of the gateway, and the sentence that came with it. */
export type Failed = { code: string; said: string | undefined }

/** Undefined until the texts have come. */
export function useCause(code: string | undefined): CauseTexts | undefined {
  const { language } = useWords()
  const { data: textsOf } = useQuery({ ...failuresQuery(language), enabled: code !== undefined })
  return code === undefined ? undefined : textsOf?.(code)
}

/** What happened, what to do, what Meta said, and the code with the page about errors. */
export function CauseBox({ title, failed: { code, said } }: { title: string; failed: Failed }) {
  const { t } = useWords()
  const cause = useCause(code)
  return (
    <section className="failure">
      <h2>{title}</h2>
      <p>
        <b>{cause?.says}</b>
      </p>
      <p>{cause?.advice}</p>
      {isOfMeta(code) && said !== undefined && (
        <p className="soft">
          {t('cause.meta_said')} <q>{said}</q>
        </p>
      )}
      <CodeLine code={code} />
    </section>
  )
}

/** In a list: what happened alone. */
export function CauseLine({ code }: { code: string }) {
  const cause = useCause(code)
  return <span className="problem clip">{cause?.says ?? code}</span>
}

/** By which others can look it up, with the page that says what to do. */
export function CodeLine({ code }: { code: string }) {
  const { t } = useWords()
  return (
    <p className="soft">
      {t('error.code')} <code>{code}</code> · <ErrorsLink />
    </p>
  )
}

export function ErrorsLink() {
  const { t, language } = useWords()
  return <a href={`/guide/${language}/errors.html`}>{t('error.about')}</a>
}

/** The gateway's own keys have sentences that the texts here say better. */
function isOfMeta(code: string): boolean {
  return /^\d+$/.test(code)
}

/** Of the error that the API shows with a message, whoever said it. */
export function failedOf(error: unknown): Failed | undefined {
  if (typeof error === 'string' && error !== '') return { code: 'other', said: error }
  if (typeof error !== 'object' || error === null) return undefined
  const facts = error as Record<string, unknown>
  const code = facts.key ?? facts.code
  const said = ['details', 'message', 'title'].map((name) => facts[name]).find((one) => typeof one === 'string' && one)
  return { code: String(code ?? 'other'), said: typeof said === 'string' ? said : undefined }
}
