/** What SQLite means to do for a statement, and whether it grows with what is stored. */
import type { DatabaseSync } from 'node:sqlite'

/** All that a bot, a person, an endpoint or a campaign has. */
const historyOf =
  /^SEARCH \w+ USING (?:COVERING )?INDEX (\w+) \((?:bot_id|endpoint_id|campaign_seq|campaign_id)=\?(?: AND user_id=\?)?\)$/

export function stepsOf(db: DatabaseSync, text: string): string[] {
  const plan = db.prepare(`explain query plan ${text.replace(/\$(\d+)/g, '?$1')}`).all()
  return plan.map(({ detail }) => String(detail))
}

/**
 * The steps that walk through one of the `growing` tables, or through all that somebody has in one by an index that is not made for what is
 * asked. A page in the index's order is no walk, nor is giving all to somebody else.
 */
export function walksOf(db: DatabaseSync, text: string, growing: readonly string[]): string[] {
  const made = db.prepare(`select name from sqlite_schema where type = 'index' and (sql like '%where%' or sql is null)`)
  const narrow = new Set(made.all().map(({ name }) => name))
  const isPage = /\border by\b.*\blimit\b/s.test(text)
  return stepsOf(db, text).filter((step) => {
    if (growing.some((table) => new RegExp(`^SCAN ${table}\\b`).test(step))) return true
    const [, index] = historyOf.exec(step) ?? []
    return index !== undefined && !narrow.has(index) && !isPage && !text.includes('set user_id = ')
  })
}
