/** Who did it and how it ended, in the list and in a row's details. */
import { Badge } from '../../kit/badge.tsx'
import { useWords, type Words } from '../../words/words.tsx'
import type { Row } from './deed.ts'

export function OutcomeBadge({ row: { outcome, status } }: { row: Row }) {
  const { t } = useWords()
  if (outcome === 'done') return <Badge tone="good" text={t('audit.done')} />
  return <Badge tone="bad" text={`${t('audit.refused')}${status === undefined ? '' : ` ${status}`}`} />
}

export function actorText({ actor: { kind, id, name } }: Row, t: Words['t']): string {
  if (kind === 'admin' || kind === 'nobody') return t(`actor.${kind}`)
  return name ?? id ?? t(`actor.${kind}`)
}
