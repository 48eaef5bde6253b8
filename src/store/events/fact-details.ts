/**
 * The parts of a fact that do not change the store: passed on in its event, under our names where we have one, with
 * Meta's original item if the bot asks for it.
 */
import type { Bot } from '../../model/bot/bot.ts'
import type { StatusDetailFields } from '../../model/events/schemas.ts'
import type { Person, StatusReport } from '../../model/inbound/inbound.ts'
import { present } from '../../model/request/check.ts'

type PersonFields = Omit<StatusDetailFields, 'pricing' | 'conversation' | 'errors' | 'raw'>

/** Details of the person for which the envelope has no older field. */
export function personDetails({ username, parentScopedId, identityKeyHash, extra }: Person): PersonFields {
  return present({ username, parentScopedId, identityKeyHash, ...(extra && { extra: { contact: extra } }) })
}

/** Meta's item, if the bot asks for it. */
export function rawOf(
  { rawItems }: Bot,
  { raw }: { raw?: Record<string, unknown> },
): { raw?: Record<string, unknown> } {
  return rawItems === true && raw !== undefined ? { raw } : {}
}

/** Undefined if the status has nothing but its state. */
export function detailsOfStatus(bot: Bot, fact: StatusReport): StatusDetailFields | undefined {
  const { scopedId, name: _name, ...person } = fact.recipient
  const ofPerson = personDetails(person)
  const ofStatus = present({ ...fact.details })
  const extra = { ...ofPerson.extra, ...ofStatus.extra }
  const details = {
    ...present({ scopedId }),
    ...ofPerson,
    ...ofStatus,
    ...(Object.keys(extra).length > 0 && { extra }),
    ...rawOf(bot, fact),
  }
  return Object.keys(details).length > 0 ? details : undefined
}
