/**
 * What Meta counts of a bot's templates, by template and day, and how far asking for it has come. Meta corrects its
 * figures for days, so a later answer replaces an earlier one.
 */
import type { InsightsState, TemplateDay } from '../../model/template/insights.ts'
import { isFormerAccount } from '../bots/former-identity.ts'
import { insightsFact } from '../installation/account-facts.ts'
import { getFact, putFact } from '../installation/facts.ts'
import { parse, query, type Transaction } from '../sql/transaction.ts'
import type { TemplateKey } from './templates.ts'

export type CountedTemplate = TemplateKey & { metaId: string }

type DayRow = {
  language: string
  day_at: number
  sent: number
  delivered: number
  was_read: number
  details: string
}

export function* insightsState(botId: string): Transaction<InsightsState | undefined> {
  return parse<InsightsState>(yield* getFact(insightsFact(botId)))
}

/** What was found of an account that the bot has left since says nothing of the present one. */
export function* noteInsights(botId: string, wabaId: string, state: InsightsState): Transaction<void> {
  if (!(yield* isFormerAccount(botId, wabaId))) yield* putFact(insightsFact(botId), JSON.stringify(state))
}

/** Templates that Meta has by an id, in the order of their names, after `after`. */
export function* countedTemplates(
  botId: string,
  { after, limit }: { after?: TemplateKey; limit: number },
): Transaction<CountedTemplate[]> {
  const found = yield* query<{ element_name: string; language: string; definition: string }>(
    `select element_name, language, definition from templates
     where bot_id = $1 and (element_name, language) > ($2, $3) and status in ('APPROVED', 'PAUSED', 'DISABLED')
     order by element_name, language limit $4`,
    botId,
    after?.elementName ?? '',
    after?.language ?? '',
    limit,
  )
  return found.map(({ element_name, language, definition }) => ({
    elementName: element_name,
    language,
    metaId: (JSON.parse(definition) as { metaId?: string }).metaId ?? '',
  }))
}

export function* noteTemplateDays(
  botId: string,
  wabaId: string,
  days: readonly (TemplateKey & TemplateDay)[],
): Transaction<void> {
  if (yield* isFormerAccount(botId, wabaId)) return
  for (const { elementName, language, at, sent, delivered, read, clicks, cost } of days)
    yield* query(
      `insert into template_days (bot_id, element_name, language, day_at, sent, delivered, was_read, details)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (bot_id, element_name, language, day_at)
       do update set sent = $5, delivered = $6, was_read = $7, details = $8`,
      botId,
      elementName,
      language,
      at,
      sent,
      delivered,
      read,
      JSON.stringify({ clicks, cost }),
    )
}

/** Oldest first, from `since` on. */
export function* templateDays(
  botId: string,
  elementName: string,
  since: number,
): Transaction<(TemplateDay & { language: string })[]> {
  const found = yield* query<DayRow>(
    `select language, day_at, sent, delivered, was_read, details from template_days
     where bot_id = $1 and element_name = $2 and day_at >= $3 order by day_at, language`,
    botId,
    elementName,
    since,
  )
  return found.map(({ language, day_at, sent, delivered, was_read, details }) => ({
    language,
    at: Number(day_at),
    sent: Number(sent),
    delivered: Number(delivered),
    read: Number(was_read),
    ...(JSON.parse(details) as Pick<TemplateDay, 'clicks' | 'cost'>),
  }))
}
