/**
 * `npm run power-cut [-- --messages 150 --cuts 1000 --seed 1]`: a gateway with its sandbox and a receiver does whole
 * messages while everything that reaches its disk and its sockets is written down (record.c). Then the power is cut at
 * so many places of that record, and each time the database is opened as the disk may have it: it must be whole, and
 * have every message that a client was told of, every attempt that Graph got, every status that Meta was told was taken
 * and every event that the receiver got (promises 1, 5, 7 and 9). The same cuts on a disk that confirms what it does not
 * do must find losses: otherwise the checker could not tell. Needs Linux and a C compiler (`cc`). Exits with 1 and all
 * violations.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Random, seeded } from '../chaos/random.ts'
import { type Journal, openCrashSite, sendAll } from '../support/crash.ts'
import { eventually } from '../support/gateway.ts'
import { type Cut, createDisk, type Disk } from './disk.ts'
import { type Entry, type Left, leftOf, readRecording } from './recording.ts'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '150' },
    cuts: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
})
const people = 10
const kinds: readonly Cut[] = ['any', 'any', 'any', 'none', 'all']
const ranks: Record<string, number> = { sent: 1, delivered: 2, read: 3, failed: 4 }
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'recado-power-cut-')))
try {
  await main()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function main(): Promise<void> {
  const log = join(folder, 'recording')
  const sent = await record(log, Math.ceil(Number(values.messages) / people))
  const entries = readRecording(log)
  const left = leftOf(entries)
  const counts = Object.entries(Object.groupBy(left, ({ what }) => what)).map(
    ([what, some]) => `${some?.length} ${what}`,
  )
  print(`${entries.length} entries, ${entries.filter(({ kind }) => kind === 'S').length} syncs: ${counts.join(', ')}`)
  const cuts = placesIn(entries, left)
  const violations = [...unseen(left, sent), ...check(entries, left, { cuts, lies: false })]
  print(`${cuts.size} cuts, ${violations.length} violations`)
  const lies = check(entries, left, { cuts: new Set([...cuts].filter((_, index) => index % 20 === 0)), lies: true })
  print(`${Math.ceil(cuts.size / 20)} of them on a disk that lies: ${lies.length} violations`)
  if (lies.length === 0) violations.push('the checker finds nothing on a disk that lies: it cannot tell')
  for (const one of violations.slice(0, 20)) print(one)
  process.exitCode = violations.length === 0 ? 0 : 1
}

/** Of each message its id, an attempt, three statuses and three events left: a record without them shows nothing. */
function unseen(left: readonly Left[], sent: number): string[] {
  const expected: [Left['what'], number][] = [
    ['accepted', sent],
    ['attempted', sent],
    ['taken', 3 * sent],
    ['posted', 3 * sent],
  ]
  return expected.flatMap(([kind, least]) => {
    const seen = left.filter(({ what }) => what === kind).length
    return seen < least ? [`the record has ${seen} of ${least} ${kind}`] : []
  })
}

/** Whole messages, to the last event; returns how many. */
async function record(log: string, each: number): Promise<number> {
  const [data, library] = [join(folder, 'data'), join(folder, 'record.so')]
  mkdirSync(data)
  const source = fileURLToPath(new URL('record.c', import.meta.url))
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl', '-lpthread'])
  await using site = await openCrashSite(
    undefined,
    undefined,
    {},
    {
      RECADO_DATA_DIR: data,
      LD_PRELOAD: library,
      POWER_CUT_FOLDER: data,
      POWER_CUT_LOG: log,
    },
  )
  const journal: Journal = new Map()
  await sendAll(site, journal, people, each)
  const sent = [...journal.values()].flat().length
  await eventually(() => site.receiver.received.length >= 3 * sent, 'every event has arrived')
  return sent
}

/** Spread over the record, and around what leaves: between an answer and the next sync something would be lost. */
function placesIn(entries: readonly Entry[], left: readonly Left[]): Set<number> {
  const random = seeded(Number(values.seed), 'places')
  const first = left[0]?.after ?? 0
  const cuts = new Set<number>()
  const most = Math.min(Number(values.cuts), entries.length - first)
  while (cuts.size < most) {
    const near = left[Math.floor(random() * left.length)]?.after ?? first
    const anywhere = first + Math.floor(random() * (entries.length - first))
    cuts.add(random() < 0.5 ? near : anywhere)
    if (cuts.size < most) cuts.add(anywhere)
  }
  return cuts
}

type Places = { cuts: ReadonlySet<number>; lies: boolean }

function check(entries: readonly Entry[], left: readonly Left[], { cuts, lies }: Places): string[] {
  const random = seeded(Number(values.seed), 'disk')
  const disk = createDisk({ lies })
  const violations: string[] = []
  for (const [index, entry] of entries.entries()) {
    disk.take(entry, index)
    if (!cuts.has(index)) continue
    const known = left.filter(({ after }) => after <= index)
    for (const one of lookAfter(disk, known, random)) violations.push(`after entry ${index}: ${one}`)
  }
  return violations
}

function lookAfter(disk: Disk, known: readonly Left[], random: Random): string[] {
  const place = mkdtempSync(join(folder, 'cut-'))
  try {
    disk.cut(place, kinds[Math.floor(random() * kinds.length)] ?? 'any', random)
    const db = new DatabaseSync(join(place, 'recado.db'))
    try {
      return [...damageIn(db), ...missingIn(db, known)]
    } finally {
      db.close()
    }
  } catch (error) {
    return [`the database does not open: ${error}`]
  } finally {
    rmSync(place, { recursive: true })
  }
}

function damageIn(db: DatabaseSync): string[] {
  const { quick_check: found } = db.prepare('pragma quick_check(1)').get() as { quick_check: string }
  return found === 'ok' ? [] : [`the database is damaged: ${found}`]
}

function missingIn(db: DatabaseSync, known: readonly Left[]): string[] {
  const message = db.prepare('select 1 from messages where id = ?')
  const attempt = db.prepare(
    'select 1 from attempts join messages on seq = message_seq where id = ? and attempts.attempt = ?',
  )
  const status = db.prepare('select state from messages where wamid = ?')
  const event = db.prepare('select 1 from events where id = ?')
  const isThere = (one: Left): boolean => {
    switch (one.what) {
      case 'accepted':
        return message.get(one.messageId) !== undefined
      case 'attempted':
        return attempt.get(one.messageId, one.attempt) !== undefined
      case 'taken':
        return (ranks[String(status.get(one.wamid)?.state)] ?? 0) >= (ranks[one.status] ?? 0)
      case 'posted':
        return event.get(one.eventId) !== undefined
    }
  }
  return known.filter((one) => !isThere(one)).map((one) => `not there: ${JSON.stringify(one)}`)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
