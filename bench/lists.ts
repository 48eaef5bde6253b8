/**
 * `npm run bench:lists -- [rows] [sqlite|postgres] [--keep folder] [--api] [--rounds n]`: the time for a page of
 * notifications, of history and of all messages, and for a chart, on a store of that many rows (ten million by
 * default), first and deep, under each filter; then what the console's pages ask of a whole gateway on that store
 * (`lists-api.ts`; `--api`: that alone). The rows are written straight into the tables, once for a folder.
 */
import { createIds } from '../src/model/ids.ts'
import { openPostgresStore } from '../src/store/postgres.ts'
import { createSeal } from '../src/store/sealing/seal.ts'
import { openSqliteStore } from '../src/store/sqlite.ts'
import type { Store } from '../src/store/store.ts'
import { measureApi, secretKey } from './lists-api.ts'
import { gapOf, hourMs, type Stage, smaller } from './lists-fill.ts'
import { flags, positionals, rows } from './lists-flags.ts'
import { openPostgresStage, openSqliteStage } from './lists-stage.ts'

const only = positionals[1]
const deps = { newId: createIds(Date.now), seal: createSeal(secretKey) }

if (only !== 'postgres') {
  const openStore = ({ env }: Stage) => openSqliteStore(deps, { path: `${env.RECADO_DATA_DIR}/recado.db` })
  await run('SQLite', await openSqliteStage(flags.keep), openStore)
}
if (only !== 'sqlite') {
  const openStore = ({ env }: Stage) => openPostgresStore(deps, { url: env.RECADO_DATABASE_URL ?? '' })
  await run('PostgreSQL', await openPostgresStage(flags.keep), openStore)
}

async function run(name: string, stage: Stage, openStore: (stage: Stage) => Promise<Store>): Promise<void> {
  try {
    if (!flags.api) {
      const store = await openStore(stage)
      await measure(name, store, stage.startAt)
      await store.close()
    }
    await measureApi(name, stage)
  } finally {
    await stage.close()
  }
}

async function measure(name: string, store: Store, startAt: number): Promise<void> {
  const botId = 'bot'
  const day = { fromAt: startAt, toAt: startAt + 86_400_000 }
  const person = { botId, userId: '593910000042' }
  const last = Math.max(0, rows / 2 - 10)
  const asked: [string, () => Promise<unknown>][] = [
    ['notifications, first page', () => store.notifications({ botId }, { offset: 0 }, 10)],
    ['notifications, page 1,000', () => store.notifications({ botId }, { offset: 9_990 }, 10)],
    ['notifications, the last page by number', () => store.notifications({ botId }, { offset: last }, 10)],
    [
      'notifications, the last page by `after`',
      () => store.notifications({ botId }, { after: { at: startAt + 5_000, seq: 20 } }, 10),
    ],
    ['notifications of a campaign', () => store.notifications({ botId, campaignId: 'campaign_3' }, { offset: 0 }, 10)],
    [
      'notifications of a template in a day',
      () => store.notifications({ botId, elementName: 'template_1', ...day }, { offset: 0 }, 10),
    ],
    [
      'one notification',
      () => store.notifications({ botId, messageId: `msg_${100_000_000 + rows - 1}` }, { offset: 0 }, 1),
    ],
    ['total of all notifications', () => store.countNotifications({ botId })],
    ['total of a campaign', () => store.countNotifications({ botId, campaignId: 'campaign_3' })],
    ['statistics of the newest 10,000', () => store.countStates({ botId }, 10_000)],
    ['history, first page', () => store.history({ botId }, 0, 10)],
    ['history, page 1,000', () => store.history({ botId }, 9_990, 10)],
    ['history of one person', () => store.history(person, 0, 10)],
    ['total of the whole history', () => store.countHistory({ botId })],
    ['total of one person', () => store.countHistory(person)],
    ...allMessages(store, startAt),
    ...charts(store, startAt),
  ]
  process.stdout.write(
    `${name}, ${rows.toLocaleString('en-US')} messages; ms: the first time, median of 5, and the longest pause of the main thread in that time\n`,
  )
  for (const [what, request] of asked) {
    const times: number[] = []
    let longestPauseMs = 0
    for (let round = 0; round < 5; round++) {
      const watch = watchPauses()
      const began = performance.now()
      await request()
      times.push(performance.now() - began)
      longestPauseMs = Math.max(longestPauseMs, watch())
    }
    const [first = 0] = times
    const median = times.sort((a, b) => a - b)[2] ?? 0
    process.stdout.write(
      `${what.padEnd(52)} ${first.toFixed(1).padStart(8)} ${median.toFixed(1).padStart(8)} ${longestPauseMs.toFixed(1).padStart(8)}\n`,
    )
  }
}

type Asked = [string, () => Promise<unknown>][]

function allMessages(store: Store, startAt: number): Asked {
  const one = ['bot']
  const all = ['bot', ...smaller]
  const page = { limit: 50 }
  const deep = { ...page, after: { at: startAt + (rows / 2) * gapOf(rows), seq: Number.MAX_SAFE_INTEGER, delivery: 1 } }
  const named: [string, Omit<Parameters<Store['listMessages']>[0], 'botIds'>][] = [
    ['all messages', {}],
    ['received ones', { direction: 'in' }],
    ['failed ones', { state: 'failed' }],
    ['by a code', { errorCode: '131026' }],
    ['by a code that there is none of', { errorCode: '131047' }],
    ['in a state that there is none of', { state: 'queued' }],
    ['of a person', { person: '593910000042' }],
    ['of a template', { elementName: 'template_1' }],
    ['of a campaign, failed', { campaignId: 'campaign_3', state: 'failed' }],
    ['by id', { messageId: `msg_${100_000_000 + rows - 1}` }],
    ['by wamid', { wamid: `wamid.${rows - 1}` }],
  ]
  return named.flatMap(
    ([what, filter]): Asked => [
      [`${what}, one bot`, () => store.listMessages({ ...filter, botIds: one }, page)],
      [`${what}, all bots`, () => store.listMessages({ ...filter, botIds: all }, page)],
      [`${what}, all bots, half way`, () => store.listMessages({ ...filter, botIds: all }, deep)],
    ],
  )
}

function charts(store: Store, startAt: number): Asked {
  const all = ['bot', ...smaller]
  const month = { fromAt: startAt, toAt: startAt + 744 * hourMs, stepMs: hourMs }
  const now = startAt + 31 * 24 * hourMs
  return [
    ['chart of a month by hours, one bot', () => store.figures({ ...month, botIds: ['bot'] }, now)],
    ['chart of a month by hours, all bots', () => store.figures({ ...month, botIds: all }, now)],
    [
      'chart of a month by days and templates, all bots',
      () => store.figures({ ...month, botIds: all, stepMs: 24 * hourMs, groupBy: 'template' }, now),
    ],
  ]
}

function watchPauses(): () => number {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 1)
    last = performance.now()
  }, 1)
  return () => {
    clearInterval(timer)
    return longest
  }
}
