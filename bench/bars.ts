/**
 * The bars: what the gateway's speed is held to, as ratios to what the same machine does in the same run, since absolute
 * figures moved by more than two between two days. Pure.
 */
import type { Counts } from './counts.ts'
import { middle } from './plan.ts'
import type { Round } from './sides.ts'

export type Row = { side: string; load: string; isBatched: boolean; rounds: Round[] }

export type Figures = {
  rows: Row[]
  /** µs of eight bare exchanges, beside each store. */
  bareUs: { sqlite: number[]; postgres: number[] }
  counts: { saturated: Counts; paced: Counts }
  limits: Limits
  /** Of the version before, in turn. */
  limitsBefore?: Limits
  /** µs a message, by round, beside so many bots that are only there. */
  idleBots: { few: number; many: number; fewUs: number[]; manyUs: number[] }
}

export type Limits = {
  /** Of a number at 1,000/s whose Graph answers in 200 ms. */
  sentPerSecond: number
  sentInASecond: number
  /** Of an endpoint that answers in 200 ms. */
  eventsPerSecond: number
  /** From the request to Graph, ms, on a system with little to do. */
  quietP50: number
  quietP99: number
}

/** `before`: at the version before the work on it began, in the same unit; of the same run where it was measured there. */
type Aim = { what: string; before: number; bar: number; stretch?: number; atLeast?: boolean }
export type Bar = Aim & { measured: number }

/**
 * Measured at the version before, 2026-11-29, in units of the same run's skeleton and bare exchanges: 1,230 messages/s
 * against 2,500; 1,350 µs in the gateway and 1,050 in PostgreSQL against 172. With `--against` they are measured.
 */
const then = { ofSkeleton: 0.49, postgresOfBare: 14 }

type Measurable = Omit<Aim, 'before' | 'bar'> & {
  of(figures: Figures): number
  /** The version before in the same run, where it took part. */
  beforeIn?(figures: Figures): number | undefined
  before: number
  /** Without it: not worse than before. */
  bar?: number
}

const aims: Measurable[] = [
  {
    what: 'SQLite: CPU of a message ÷ eight bare exchanges of its side',
    of: (figures) => costOf(figures, 'SQLite') / middle(figures.bareUs.sqlite),
    ...{ before: 4.4, bar: 2.6, stretch: 2.3 },
  },
  {
    what: "messages/s on one core ÷ the skeleton's",
    of: (figures) => rateOf(figures, 'SQLite') / rateOf(figures, 'skeleton'),
    ...{ before: 0.49, bar: 0.85, stretch: 0.95, atLeast: true },
  },
  {
    what: 'batched both ways, messages/s ÷ before, unbatched',
    of(figures) {
      const before = has(figures, 'SQLite before')
        ? rateOf(figures, 'SQLite before')
        : then.ofSkeleton * rateOf(figures, 'skeleton')
      return rateOf(figures, 'SQLite', true) / before
    },
    ...{ before: 1.2, bar: 2.4, stretch: 3, atLeast: true },
  },
  {
    what: 'PostgreSQL: CPU of gateway and database ÷ before',
    of(figures) {
      const before = has(figures, 'PostgreSQL before')
        ? costOf(figures, 'PostgreSQL before')
        : then.postgresOfBare * middle(figures.bareUs.postgres)
      return costOf(figures, 'PostgreSQL') / before
    },
    ...{ before: 1, bar: 0.45, stretch: 0.35 },
  },
  {
    what: 'commits a message at 80/s',
    of: ({ counts }) => counts.paced.commits,
    ...{ before: 8.1, bar: 3, stretch: 2 },
  },
  {
    what: 'statements a message',
    of: ({ counts }) => counts.saturated.statements,
    ...{ before: 35.7, bar: 16, stretch: 12 },
  },
  {
    what: 'kB allocated a message',
    of: ({ counts }) => counts.saturated.allocatedKb,
    ...{ before: 233, bar: 120, stretch: 100 },
  },
  ofLimits('a number at 1,000/s, Graph 200 ms: share kept', ({ sentPerSecond }) => sentPerSecond / 1_000, {
    ...{ before: 0.62, bar: 0.98, atLeast: true },
  }),
  ofLimits('… most in any second', ({ sentInASecond }) => sentInASecond, { before: 640, bar: 1_000 }),
  ofLimits('endpoint that answers in 200 ms: events/s', ({ eventsPerSecond }) => eventsPerSecond, {
    ...{ before: 158, bar: 1_000, atLeast: true },
  }),
  {
    what: 'CPU of a message beside idle bots ÷ beside few',
    of: ({ idleBots }) => middle(idleBots.manyUs) / middle(idleBots.fewUs),
    ...{ before: 3, bar: 1.1 },
  },
  ofLimits('call to Graph on an idle system, p50, ms', ({ quietP50 }) => quietP50, { before: 1.2 }),
  ofLimits('… p99, ms', ({ quietP99 }) => quietP99, { before: 4.5 }),
]

function ofLimits(
  what: string,
  of: (limits: Limits) => number,
  aim: Pick<Measurable, 'before' | 'bar' | 'atLeast'>,
): Measurable {
  const beforeIn = ({ limitsBefore }: Figures) => limitsBefore && of(limitsBefore)
  return { what, of: ({ limits }) => of(limits), beforeIn, ...aim }
}

export function barsOf(figures: Figures): Bar[] {
  return aims.map(({ of, beforeIn, ...aim }) => {
    const before = beforeIn?.(figures) ?? aim.before
    return { ...aim, before, bar: aim.bar ?? before, measured: of(figures) }
  })
}

/** As fast as it goes. */
function rowOf({ rows }: Figures, side: string, isBatched: boolean): Row | undefined {
  return rows.find((row) => row.side === side && row.load === 'saturated' && row.isBatched === isBatched)
}

function has(figures: Figures, side: string): boolean {
  return rowOf(figures, side, false) !== undefined
}

function rateOf(figures: Figures, side: string, isBatched = false): number {
  return middle(rowOf(figures, side, isBatched)?.rounds.map(({ perSecond }) => perSecond) ?? [])
}

/** µs of the gateway and its database. */
function costOf(figures: Figures, side: string): number {
  return middle(rowOf(figures, side, false)?.rounds.map(({ us, databaseUs }) => us + databaseUs) ?? [])
}

export function isMet({ measured, bar, atLeast = false }: Bar): boolean {
  return atLeast ? measured >= bar : measured <= bar
}

/** As Markdown, ratios first. */
export function report(figures: Figures): string[] {
  const bars = barsOf(figures).map((one) => {
    const sign = one.atLeast ? '≥' : '≤'
    const stretch = one.stretch === undefined ? '' : short(one.stretch)
    return [
      one.what,
      short(one.before),
      `${sign} ${short(one.bar)}`,
      stretch,
      short(one.measured),
      isMet(one) ? 'yes' : 'no',
    ]
  })
  const rows = figures.rows.map(({ side, load, isBatched, rounds }) => {
    const of = (key: (round: Round) => number) => middle(rounds.map(key))
    return [
      `${side}, ${load}${isBatched ? ', batched' : ''}`,
      ...[of((one) => one.perSecond), of((one) => one.us), of((one) => one.databaseUs), of((one) => one.stubUs)].map(
        whole,
      ),
      `${Math.round(of((one) => one.share) * 100)} %`,
      `${short(of((one) => one.called.p50))} / ${short(of((one) => one.called.p99))}`,
      rounds.map((one) => whole(one.us)).join(' '),
    ]
  })
  const { sqlite, postgres } = figures.bareUs
  const { few, many } = figures.idleBots
  return [
    ...table(['', 'before', 'bar', 'stretch', 'measured', 'met'], bars),
    '',
    ...table(
      ['', 'messages/s', 'CPU µs', 'database µs', 'stub µs', 'of a core', 'call to Graph, ms', 'CPU µs by round'],
      rows,
    ),
    '',
    `Eight bare exchanges of one side: ${whole(middle(sqlite))} µs beside SQLite, ${whole(middle(postgres))} beside PostgreSQL.`,
    `Idle bots: ${whole(many)}, against ${few}.`,
  ]
}

function table(head: string[], rows: string[][]): string[] {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
}

const whole = (value: number) => Math.round(value).toLocaleString('en-US')

/** Three digits. */
function short(value: number): string {
  return value >= 100 ? whole(value) : String(Number(value.toPrecision(value >= 10 ? 3 : 2)))
}
