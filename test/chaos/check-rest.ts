/** The checker's rules for campaigns, files, leftovers, and the processes themselves. */
import type { Evidence, Say } from './evidence.ts'
import { isOver, lifetimeAt, wasAbsent } from './identity-history.ts'

/** Every row exists once and reached its end. */
export function checkCampaigns({ journal, campaigns, campaignRows }: Evidence, say: Say): void {
  const states = new Map(campaigns.map(({ id, state }) => [String(id), String(state)]))
  const rows = Map.groupBy(campaignRows, ({ id }) => String(id))
  for (const campaign of journal.campaigns) {
    const { token, userIds, ids, ackedAt, refused, isCanceled } = campaign
    const { botId, askedAt, refusedAt = 0 } = campaign
    if (refused !== undefined && !wasAbsent(journal, botId, askedAt, refusedAt))
      say(`campaign ${token} was refused: ${refused}`)
    if (ackedAt === undefined) continue
    const [id = ''] = ids
    // The campaign ends with its bot: its progress is unknown, and the leftovers check that it has an end.
    if (isOver(lifetimeAt(journal, botId, askedAt)) && states.has(id)) continue
    const ends = isCanceled ? ['canceled', 'completed'] : ['completed']
    if (!ends.includes(states.get(id) ?? 'nowhere')) say(`campaign ${token} is ${states.get(id) ?? 'nowhere'}`)
    const own = rows.get(id) ?? []
    const isWhole = new Set(own.map(({ destination }) => destination)).size === userIds.length
    if (states.get(id) !== 'canceled' && (!isWhole || own.length !== userIds.length))
      say(`campaign ${token} has ${own.length} rows of ${userIds.length}`)
    for (const { destination, state } of own)
      if (state !== 'accepted' && !(isCanceled && state === 'canceled'))
        say(`campaign ${token}: the row of ${destination} is ${state}`)
  }
}

const mediaTypes = /"type":"(?:image|audio|video|document|sticker)"/

/** Each file sent by a person is stored, with the bytes that Meta announced. */
export function checkMedia({ phones, media }: Evidence, say: Say): void {
  const sent = phones.filter(({ direction, body }) => direction === 'in' && mediaTypes.test(body)).length
  if (media.length !== sent) say(`${sent} files were sent, and ${media.length} are recorded`)
  for (const { id, state, sha256, kept: retained } of media)
    if (state !== 'kept' || sha256 !== retained)
      say(`the file ${id} is ${state}, its bytes are ${retained} and not ${sha256}`)
}

export function checkLeftovers({ leftovers }: Evidence, say: Say): void {
  for (const [name, count] of Object.entries(leftovers)) if (count !== 0) say(`left over: ${count} ${name}`)
}

export function checkFleet({ fleet }: Evidence, say: Say): void {
  const { endedAlone, failedStarts, mayRepeatStarts } = fleet
  for (const sentence of endedAlone) say(sentence)
  if (!mayRepeatStarts) for (const why of failedStarts) say(`a start had to be repeated: ${why}`)
}
