/** What Meta's reviewers think of a template: its state, Meta's reason, and what to change. */
import type { Answer } from '../../../../sdk/client.ts'
import { useWords } from '../../words/words.tsx'

export type Record = Answer<'getTemplate'>['data'][number]

/** Meta's words for its reasons. */
const reasons = [
  'ABUSIVE_CONTENT',
  'CATEGORY_NOT_AVAILABLE',
  'INCORRECT_CATEGORY',
  'INVALID_FORMAT',
  'PROMOTIONAL',
  'SCAM',
  'TAG_CONTENT_MISMATCH',
] as const

const states = ['REJECTED', 'PAUSED', 'DISABLED', 'PENDING', 'IN_APPEAL', 'DRAFT'] as const

export function Review({ record: { status, reason } }: { record: Record }) {
  const { t } = useWords()
  const state = states.find((one) => one === status)
  if (state === undefined) return null
  const known = reasons.find((one) => one === reason)
  const isBad = state === 'REJECTED' || state === 'PAUSED' || state === 'DISABLED'
  return (
    <section className={isBad ? 'failure' : 'notice'}>
      <p>
        <b>{t(`review.${state}`)}</b>
      </p>
      {known && <p>{t(`reason.${known}`)}</p>}
      {isBad && <p>{t(`review_do.${state}`)}</p>}
      {reason !== null && (
        <p className="soft">
          {t('review.meta_said')} <q>{reason}</q>
        </p>
      )}
    </section>
  )
}
