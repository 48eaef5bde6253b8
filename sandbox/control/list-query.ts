/**
 * The queries of lists: every name and value is checked, so that a mistake is a sentence and not another list than the
 * caller meant; and the wait for a list's first item.
 */
import type { FastifyReply } from 'fastify'

export type ListQuery = Readonly<Record<string, string | readonly string[] | undefined>>

export type Listing = {
  since: number
  limit: number
  /** How long to wait for the first item, in ms of real time, whatever the sandbox's clock does. */
  waitMs: number
  /** The filters that were given, by name. */
  filters: Readonly<Record<string, string>>
}

const numbers = { since: [0, Number.MAX_SAFE_INTEGER], limit: [1, 10_000], wait: [0, 60_000] } as const
const defaults = { since: 0, limit: 100, wait: 0 }

/** The listing, or what is wrong with the query. */
export function listingOf(query: ListQuery, filterNames: readonly string[]): Listing | string {
  const filters: Record<string, string> = {}
  const spans = { ...defaults }
  for (const [name, value] of Object.entries(query)) {
    if (typeof value !== 'string') return `${name} must be given once`
    if (Object.hasOwn(numbers, name)) {
      const span = wholeNumber(name, value, numbers[name as keyof typeof numbers])
      if (typeof span === 'string') return span
      spans[name as keyof typeof numbers] = span
    } else if (filterNames.includes(name)) filters[name] = value
    else return `${name} is not known here: give ${[...filterNames, ...Object.keys(numbers)].join(', ')}`
  }
  return { since: spans.since, limit: spans.limit, waitMs: spans.wait, filters }
}

/** The number, or what is wrong with it. */
export function wholeNumber(name: string, text: string, [least, most]: readonly [number, number]): number | string {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  return most === Number.MAX_SAFE_INTEGER
    ? `${name} must be a whole number of ${least} or more`
    : `${name} must be a whole number from ${least} to ${most}`
}

export type Awaited<Item> = {
  waitMs: number
  find(): readonly Item[]
  /** Whether the changed item is one of those asked for. */
  passes(item: Item): boolean
  onChange(listener: (item?: Item) => void): () => void
}

/**
 * What is there, or what is there once something is; empty after the wait. Until a change passes, a wait costs a timer
 * and an entry in the list of listeners; it ends with its connection.
 */
export async function found<Item>(reply: FastifyReply, list: Awaited<Item>): Promise<readonly Item[]> {
  const now = list.find()
  if (now.length > 0 || list.waitMs === 0) return now
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer)
      stop()
      reply.raw.off('close', end)
      resolve()
    }
    const timer = setTimeout(end, list.waitMs)
    const stop = list.onChange((item) => {
      if (item !== undefined && list.passes(item)) end()
    })
    reply.raw.once('close', end)
  })
  return list.find()
}
