/** Compares the state after a failure with the answers: rows after each failure, phones when everything has drained. */
import { sandboxMessages } from '../support/gateway.ts'
import type { Sent } from './clients.ts'
import { database, type Site } from './site.ts'

/** Acknowledged, and in the database under that id; one key, one message; nothing twice. */
export async function checkRows({ primary }: Site, journal: readonly Sent[], received: readonly string[]) {
  const violations: string[] = []
  const rows = await primary.askedOf(
    database,
    `select id, content, possible_double from messages where content like '%"f.%'`,
  )
  const inbound = await primary.askedOf(database, `select bubble from inbound`)
  const byText = Map.groupBy(rows, ({ content }) => String(JSON.parse(String(content)).text))
  for (const { text, ids, isKeyed } of journal) {
    const stored = byText.get(text) ?? []
    if (ids.size > 1) violations.push(`${text}: the answers name ${[...ids]}`)
    if (stored.length > 1) violations.push(`${text} is stored ${stored.length} times${isKeyed ? ' under one key' : ''}`)
    for (const id of ids)
      if (!stored.some((row) => row.id === id)) violations.push(`${text} was acknowledged as ${id} and is lost`)
  }
  for (const text of received) {
    const times = inbound.filter(({ bubble }) => String(bubble).includes(`"${text}"`)).length
    if (times !== 1) violations.push(`${text} of a person is stored ${times} times`)
  }
  return violations
}

export type Phones = { violations: string[]; shown: number; doubled: number; marked: number }

/** Each acknowledged one is there: once, or marked. */
export async function checkPhones(site: Site, journal: readonly Sent[]): Promise<Phones> {
  const violations: string[] = []
  const out = sandboxMessages(await site.control('GET', '/_sandbox/messages?limit=10000'))
  const texts = Map.groupBy(
    out.filter(({ direction }) => direction === 'out'),
    ({ body }) => String((body.text as { body: string }).body),
  )
  const rows = await site.primary.askedOf(database, `select content from messages where possible_double > 0`)
  const marked = new Set(rows.map(({ content }) => String(JSON.parse(String(content)).text)))
  let doubled = 0
  for (const { text, ids } of journal) {
    const times = texts.get(text)?.length ?? 0
    if (ids.size > 0 && times === 0) violations.push(`${text} was acknowledged and is not on the phone`)
    if (times <= 1) continue
    doubled += 1
    if (!marked.has(text)) violations.push(`${text} is on the phone ${times} times without a mark`)
  }
  return { violations, shown: out.length, doubled, marked: marked.size }
}
