/** What the console's first view costs a browser that has nothing of it yet. */
import type { CDPSession, Page, Request } from 'playwright-core'

export type FirstView = {
  /** Of the page's thread, ms of a processor: the work of others on the machine is not in it. */
  processorMs: number
  requests: number
  /** Until the heading can be read, and until the last part is there, ms from the request for the page. */
  headingMs: number
  wholeMs: number
}

type Opens = (prepare: (page: Page) => Promise<void>) => Promise<Page>

/** `open`: a window of its own at `/`, which calls `prepare` before it asks for anything. */
export async function measureFirstView(open: Opens): Promise<FirstView> {
  let session: CDPSession | undefined
  const asked: Request[] = []
  let askedAt = 0
  const page = await open(async (fresh) => {
    session = await fresh.context().newCDPSession(fresh)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    fresh.on('request', (request) => asked.push(request))
    askedAt = performance.now()
  })
  await page.locator('main h1').waitFor()
  const headingMs = performance.now() - askedAt
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
  const wholeMs = performance.now() - askedAt
  const { metrics = [] } = (await session?.send('Performance.getMetrics')) ?? {}
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
  await page.context().close()
  return { processorMs: seconds * 1_000, requests: asked.length, headingMs, wholeMs }
}

/**
 * How many times a browser waits for an answer before it can ask on, until the heading is there: each answer is held
 * back for `holdMs`, so that what is asked for meanwhile is asked for at the same time.
 */
export async function roundTripsOf(open: Opens, holdMs: number): Promise<number> {
  const depths = new Map<Request, number>()
  let deepest = 0
  const page = await open(async (fresh) => {
    fresh.on('request', (request) => {
      depths.set(request, deepest + 1)
    })
    fresh.on('response', (response) => {
      deepest = Math.max(deepest, depths.get(response.request()) ?? 0)
    })
    await fresh.route('**/*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, holdMs))
      await route.continue().catch(() => {})
    })
  })
  await page.locator('main h1').waitFor()
  const trips = deepest
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.context().close()
  return trips
}
