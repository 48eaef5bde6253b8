/**
 * `npm run console:first-view -- [rounds]`: how long a browser that has nothing of the console yet takes until its first
 * view can be read and is whole, and what the page's own thread did for it. The gateway and the browser share the
 * machine; the round trips of a network come to it.
 */
import type { Page } from 'playwright-core'
import { startConsole } from '../../test/support/console.ts'
import { type FirstView, measureFirstView } from '../../test/support/first-view.ts'

const rounds = Number(process.argv[2] ?? 9)
await using site = await startConsole()
const open = (prepare: (page: Page) => Promise<void>) => site.open('/', { prepare })
// The gateway's own first answers are no part of it.
await measureFirstView(open)
const views: FirstView[] = []
for (let round = 0; round < rounds; round++) views.push(await measureFirstView(open))
const rows = [
  ['heading, ms', 'headingMs'],
  ['whole, ms', 'wholeMs'],
  ['processor of the page, ms', 'processorMs'],
  ['requests', 'requests'],
] as const
process.stdout.write(`${rounds} first views: least, median, most\n`)
for (const [what, name] of rows) {
  const sorted = views.map((view) => view[name]).sort((a, b) => a - b)
  const figures = [sorted[0], sorted[Math.floor(rounds / 2)], sorted.at(-1)]
  process.stdout.write(`${what.padEnd(28)} ${figures.map((one = 0) => one.toFixed(0).padStart(6)).join(' ')}\n`)
}
