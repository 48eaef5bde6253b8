/**
 * What a fact says beside what changes the store: told with its event, under our names where we have one, and Meta's item as it came where
 * the bot asks for it. Called by ingest.
 */
import type { Bot } from '../model/bot.ts'
import type { Person, StatusReport } from '../model/inbound.ts'

/** Of the person: what the envelope has no older field for. */
export function personDetails({ username, parentScopedId, identityKeyHash, extra }: Person): Record<string, unknown> {
  return withoutAbsent({ username, parentScopedId, identityKeyHash, ...(extra && { extra: { contact: extra } }) })
}

/** Meta's item, where the bot asks for it. */
export function rawOf(
  { rawItems }: Bot,
  { raw }: { raw?: Record<string, unknown> },
): { raw?: Record<string, unknown> } {
  return rawItems === true && raw !== undefined ? { raw } : {}
}

/** Undefined when the status says nothing beside its state. */
export function detailsOfStatus(bot: Bot, fact: StatusReport): Record<string, unknown> | undefined {
  const { scopedId, name: _name, ...person } = fact.recipient
  const ofPerson = personDetails(person)
  const ofStatus = withoutAbsent({ ...fact.details })
  const extra = { ...asObject(ofPerson.extra), ...asObject(ofStatus.extra) }
  const details = {
    ...withoutAbsent({ scopedId }),
    ...ofPerson,
    ...ofStatus,
    ...(Object.keys(extra).length > 0 && { extra }),
    ...rawOf(bot, fact),
  }
  return Object.keys(details).length > 0 ? details : undefined
}

function asObject(value: unknown): Record<string, unknown> {
  return (value ?? {}) as Record<string, unknown>
}

function withoutAbsent(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
