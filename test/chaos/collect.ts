/** Reads the checker's evidence: the journals, and rows without the gateways. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Evidence, Shown } from './evidence.ts'
import { type Journal, timeIn } from './journal.ts'
import type { Row } from './row.ts'
import type { Site } from './site-parts.ts'
import type { Watch } from './watch.ts'

export async function collectEvidence(site: Site, journal: Journal, watched: Watch): Promise<Evidence> {
  const { fleet, webhook, rows } = site
  return {
    journal,
    watched,
    phones: await phonesOf(site),
    received: webhook.receiver.received,
    taken: webhook.taken,
    messages: await rows(
      'select seq, id, bot_id, user_id, content, state, possible_double, accepted_at, error from messages',
    ),
    attempts: await rows('select message_seq, attempt, outcome, detail, started_at, ended_at from attempts'),
    events: (
      await rows(`select id, type, message_id, bot_id, at, body from events where type in (${reported}) order by seq`)
    ).map((event) => ({ ...event, stored_at: timeIn(String(event.id)) })),
    skillRuns: await rows('select id, bot_id, skill_id, state, detail from skill_runs'),
    campaigns: await rows('select id, state from campaigns'),
    campaignRows: await rows(
      'select id, destination, campaign_rows.state from campaign_rows join campaigns on seq = campaign_seq',
    ),
    media: await mediaOf(site),
    unplaced: await rows('select raw, source from unplaced'),
    leftovers: { ...(await leftoversOf(site)), ...(await unownedOf(site)) },
    fleet: {
      endedAlone: fleet.endedAlone,
      failedStarts: fleet.failedStarts,
      // A gateway cannot start without its database.
      mayRepeatStarts: site.place.store === 'postgres',
    },
  }
}

const reported = [
  ...['message', 'delivered_channel', 'delivered_user', 'read', 'failed', 'reply', 'canceled', 'expired'],
  ...['campaign', 'skill_message', 'skill_failed'],
]
  .map((type) => `'${type}'`)
  .join()

const leftover = {
  'messages that wait': "select count(*) as n from messages where state in ('queued', 'sending')",
  'messages still claimed': 'select count(*) as n from messages where lease is not null',
  'messages of unknown outcome': 'select count(*) as n from messages where reconcile_at is not null',
  'messages whose files are to be probed': 'select count(*) as n from messages where probe_due_at is not null',
  'attempts that have not ended': 'select count(*) as n from attempts where ended_at is null or outcome is null',
  'deliveries that wait': "select count(*) as n from deliveries where state = 'waiting'",
  'skill runs that wait': "select count(*) as n from skill_runs where state = 'waiting'",
  'campaign rows that wait': "select count(*) as n from campaign_rows where state = 'waiting'",
  'campaigns that have not ended': 'select count(*) as n from campaigns where ended_at is null',
  'files that are being fetched': "select count(*) as n from media_files where state = 'waiting' or due_at is not null",
  'statuses without a message': 'select count(*) as n from orphan_statuses',
}

/** Counts of unfinished things, by name. */
export async function leftoversOf({ rows }: Site): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const [name, sql] of Object.entries(leftover)) counts[name] = Number((await rows(sql))[0]?.n)
  return counts
}

/** Those that are being deleted included: their last events are delivered by their lanes. */
const unowned = `select count(*) as n
  from (select id from bots union all select id from deleted_bots where ended_at is null) as living
  where not exists (select 1 from leases join processes on processes.id = leases.owner where leases.bot_id = living.id)`
const orphaned = `select count(*) as n from leases
  where owner is not null and not exists (select 1 from processes where processes.id = leases.owner)`

/** Bots without a process, and processes beyond the living ones. */
export async function unownedOf({ rows, place: location, fleet }: Site): Promise<Record<string, number>> {
  if (location.store === 'sqlite') return {}
  const counted = async (sql: string) => Number((await rows(sql))[0]?.n)
  const living = fleet.running.filter((one) => one !== undefined).length
  return {
    'bots without an owner': await counted(unowned),
    'lanes of dead processes': await counted(orphaned),
    'processes that are recorded as alive and are not': (await counted('select count(*) as n from processes')) - living,
  }
}

/** Each person's file, with the hash of the stored bytes. */
async function mediaOf({ rows, dataDirs }: Site): Promise<Row[]> {
  const found = await rows('select id, state, sha256, place from media_files')
  return found.map((file) => {
    const name = String(file.place).split(' ').at(-1) ?? ''
    const path = dataDirs.map((dir) => join(dir, 'media', name.slice(-2), name)).find((one) => existsSync(one))
    return { ...file, kept: path && createHash('sha256').update(readFileSync(path)).digest('base64') }
  })
}

/** All entries, read a page at a time from the newest to the oldest. */
async function phonesOf(site: Site): Promise<Shown[]> {
  const pages: Shown[][] = []
  for (let before: number | undefined; ; before = pages[0]?.[0]?.seq) {
    const query = before === undefined ? '' : `&before=${before}`
    const page = (await site.control('GET', `/_sandbox/messages?limit=5000${query}`)) as Shown[]
    if (page.length === 0) return pages.flat()
    pages.unshift(page)
  }
}
