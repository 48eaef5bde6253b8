/**
 * The pages of a list: by the cursor that a page gives, where it gives one, else by number. A list that is numbered
 * may move while it is read: an item can come twice, or not at all.
 */

type Page = {
  next?: string | null
  _metadata?: { next?: string | null }
  pagination?: { page: number; totalPages: number }
}

export async function* pagesOf<P>(args: object, ask: (args: object) => Promise<P>): AsyncGenerator<P, void> {
  for (let next: object | undefined = args; next !== undefined; ) {
    const page: P = await ask(next)
    yield page
    next = following(next, page as Page)
  }
}

function following(args: object, page: Page): object | undefined {
  const cursor = page.next === undefined ? page._metadata?.next : page.next
  // A cursor takes the place of a number: both together are a contradiction.
  if (typeof cursor === 'string') return { ...args, page: undefined, after: cursor }
  if (cursor === null || page.pagination === undefined) return undefined
  const { page: number, totalPages } = page.pagination
  return number < totalPages ? { ...args, page: number + 1 } : undefined
}
