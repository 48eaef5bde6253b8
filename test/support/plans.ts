/** A database's plan for a statement, and whether its cost grows with the stored rows. */
import type { DatabaseSync } from 'node:sqlite'
import { planning } from '../../src/store/postgres/session.ts'
import { askedAll } from './postgres-store.ts'

/** A search over all rows of a bot, a person, an endpoint or a campaign. */
const historyOf =
  /^SEARCH \w+ USING (?:COVERING )?INDEX (\w+) \((?:bot_id|endpoint_id|campaign_seq|campaign_id)=\?(?: AND user_id=\?)?\)$/

export function stepsOf(db: DatabaseSync, text: string): string[] {
  const plan = db.prepare(`explain query plan ${text.replace(/\$(\d+)/g, '?$1')}`).all()
  return plan.map(({ detail }) => String(detail))
}

/**
 * The steps that scan one of the `growing` tables, or all rows of a bot, an endpoint or a campaign there by an index
 * not made for the query. A page in index order is no scan, nor is moving all rows to another person.
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

// ── PostgreSQL ──────────────────────────────────────────────

type Node = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  Filter?: string
  Plans?: Node[]
}
type Index = { first: string; isNarrow: boolean }

/**
 * As `walksOf`: the statements with a step that scans a growing table, an index from its start, everything above a
 * lower bound (which should only exclude partitions and find nothing), or all rows of one owner by an index not made
 * for the query. A page of a list may do the last, but must not sort. `least`: considers only tables and partitions
 * with more rows, by the database's own statistics.
 */
export async function walksOnPostgres(
  url: string,
  all: string[],
  growing: readonly string[],
  least?: number,
): Promise<string[]> {
  const statements = all.filter((text) => /^\s*(select|insert|update|delete|with)\b/i.test(text))
  const [, large = [], made = [], ...plans] = await askedAll(url, [
    `select ${planning}`,
    `select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples > ${least ?? -2}`,
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid, 1, true) as first, indpred is not null or indisunique as narrow
     from pg_index where indrelid::regclass::text ~ '^(${growing.join('|')})(_\\d+)?$'`,
    ...statements.map((text) => `explain (generic_plan, format json) ${text}`),
  ])
  const indexes = new Map(
    made.map(({ name, first, narrow }) => [name, { first: String(first), isNarrow: narrow === true }]),
  )
  const evaluated = new Set(large.map(({ relname }) => relname))
  return plans.flatMap((answer, index) => {
    const text = statements[index] ?? ''
    const [{ Plan: plan }] = answer[0]?.['QUERY PLAN'] as [{ Plan: Node }]
    const nodes = nodesOf(plan).filter(({ 'Relation Name': table }) => least === undefined || evaluated.has(table))
    const walks = nodes.flatMap((node) => walkOf(node, text, indexes, growing))
    return walks.length > 0 ? [`${text}\n${walks.join('\n')}`] : []
  })
}

/** Without nodes that read the first entries of an index, whichever they are. */
function nodesOf(node: Node, isFirst = false): Node[] {
  const type = node['Node Type']
  const isLimited = isFirst || type === 'Limit'
  const isWhatever =
    isLimited && type.startsWith('Index') && node['Index Cond'] === undefined && node.Filter === undefined
  return [...(isWhatever ? [] : [node]), ...(node.Plans ?? []).flatMap((inner) => nodesOf(inner, isLimited))]
}

function walkOf(node: Node, text: string, indexes: Map<unknown, Index>, growing: readonly string[]): string[] {
  const { 'Node Type': type, 'Relation Name': table = '', 'Index Name': name = '', 'Index Cond': found = '' } = node
  const reported = [`${type} on ${table} ${name} ${found}`]
  const isPage = /\border by\b.*\blimit\b/s.test(text)
  const isOneRow = /\b(?:id|wamid) = \$/.test(text)
  if (isPage && !isOneRow && type === 'Sort') return reported
  if (isPage && isOneRow && /\((?:id|wamid) = \$/.test(node.Filter ?? '')) return reported
  if (type === 'Seq Scan' && growing.includes(table.replace(/_\d+$/, ''))) return reported
  const index = indexes.get(name)
  if (!index || isPage || text.includes('set user_id = ')) return []
  const isFound = found.includes(index.first)
  const isBehindBound = /^\(seq >= \$\d+\)$/.test(found)
  const isOfSomebody = /^\(?\((bot_id|user_id|endpoint_id) = [^)]+\)( AND \(user_id = [^)]+\)\))?$/.test(found)
  return !isFound || isBehindBound || (isOfSomebody && !index.isNarrow) ? reported : []
}
