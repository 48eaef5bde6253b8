/** How a template changed: what Meta told and what syncs found, newest first, of all its languages. */
import type { TemplateNotice } from '../../model/template/record.ts'
import { query, type Transaction } from '../sql/transaction.ts'

export type TemplateChangeRow = Pick<TemplateNotice, 'language' | 'change' | 'value' | 'previous' | 'effectiveAt'> & {
  seq: number
  at: number
  reason?: string
  source: TemplateNotice['source']
}

type Row = Pick<TemplateChangeRow, 'language' | 'change' | 'value' | 'source'> & {
  seq: number
  at: number
  previous: string | null
  reason: string | null
  effective_at: number | null
}

export function* templateChanges(
  botId: string,
  elementName: string,
  { before = Number.MAX_SAFE_INTEGER, limit }: { before?: number; limit: number },
): Transaction<TemplateChangeRow[]> {
  const found = yield* query<Row>(
    `select seq, language, at, change, value, previous, reason, effective_at, source from template_changes
     where bot_id = $1 and element_name = $2 and seq < $3 order by seq desc limit $4`,
    botId,
    elementName,
    before,
    limit,
  )
  return found.map(({ seq, at, previous, reason, effective_at: effectiveAt, ...same }) => ({
    ...same,
    seq: Number(seq),
    at: Number(at),
    ...(previous !== null && { previous }),
    ...(reason !== null && { reason }),
    ...(effectiveAt !== null && { effectiveAt: Number(effectiveAt) }),
  }))
}
