/**
 * Sync: brings a bot's templates in the store in line with Meta's, and emits for every difference the event that a
 * webhook would have caused. In batches, so that 6,000 templates hold up no message.
 */
import type { Failed } from '../channel/cloud/outcomes/outcomes.ts'
import type { Bot } from '../model/bot/bot.ts'
import { templateKey } from '../model/template/record.ts'
import type { SyncCounts } from '../store/templates/sync.ts'
import type { TemplateKey } from '../store/templates/templates.ts'
import type { TemplateDeps } from './deps.ts'

export type SyncResult = { kind: 'ok'; counts: SyncCounts } | { kind: 'meta'; outcome: Failed }

type SyncDeps = Pick<TemplateDeps, 'store' | 'cloud' | 'clock'>

const pieceSize = 50

/** A full sync; after it the templates of a new account are known. */
export async function syncBot(deps: SyncDeps, bot: Bot): Promise<SyncResult> {
  const result = await sync(deps, bot)
  if (result.kind === 'ok') await deps.store.endLearning(bot.id, bot.channel.wabaId)
  return result
}

export function syncName(deps: SyncDeps, bot: Bot, elementName: string): Promise<SyncResult> {
  return sync(deps, bot, elementName)
}

async function sync({ store, cloud, clock }: SyncDeps, bot: Bot, elementName?: string): Promise<SyncResult> {
  const startedAt = clock()
  const list = await cloud.listTemplates(bot.channel, elementName)
  if (list.kind === 'failed') return { kind: 'meta', outcome: list.outcome }
  const about = { botId: bot.id, wabaId: bot.channel.wabaId, startedAt }
  const counts: SyncCounts = { added: 0, changed: 0, unchanged: 0, removed: 0 }
  for (let at = 0; at < list.templates.length; at += pieceSize) {
    const found = list.templates.slice(at, at + pieceSize)
    const piece = await store.syncTemplates({ ...about, found, now: clock() })
    for (const key of ['added', 'changed', 'unchanged'] as const) counts[key] += piece[key]
  }
  // An unreadable template may be any of the missing ones.
  if (list.unreadable > 0) return { kind: 'ok', counts }
  const seen = new Set(list.templates.map(templateKey))
  const scope = elementName === undefined ? {} : { elementName }
  let after: TemplateKey | undefined
  do {
    const position = after === undefined ? {} : { after }
    const { removed, next } = await store.dropTemplates({ ...about, ...scope, ...position, seen, now: clock() })
    counts.removed += removed
    after = next
  } while (after !== undefined)
  return { kind: 'ok', counts }
}

/** One template by Meta's id. If Meta cannot be reached, the next sync catches up. */
export async function refresh({ store, cloud, clock }: SyncDeps, bot: Bot, metaId: string): Promise<void> {
  const startedAt = clock()
  const read = await cloud.readTemplate(bot.channel, metaId)
  if (read.kind === 'failed') return
  const about = { botId: bot.id, wabaId: bot.channel.wabaId, startedAt }
  await store.syncTemplates({ ...about, found: [read.template], now: clock() })
}
