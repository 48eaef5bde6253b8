/**
 * Which bots hear of a fact (ARCHITECTURE.md, "Which bot hears it"): the one whose number it names and nobody else; or, for a fact about the
 * account itself, all bots of that account. Only bots whose app signed the webhook. Pure; used by ingest and, for its locks, by methods.ts.
 */
import type { Bot } from '../model/bot.ts'
import type { Fact } from '../model/inbound.ts'
import { personKey } from '../model/phone.ts'
import { isOfAccount } from '../model/webhook-field.ts'

export type BotDirectory = {
  botOfNumber(phoneNumberId: string): Bot | undefined
  botsOfAccount(wabaId: string): Bot[]
  /** Of which the owner said these digits, in either spelling. */
  botsOfDigits(number: string): Bot[]
}

export type Directory = BotDirectory & {
  /** Of the numbers that the facts name by their digits: whose they are, by Meta's id. */
  digits: ReadonlyMap<string, string>
}

/** Or why it is for nobody. */
export type Route = { bots: Bot[] } | { reason: string }

export type RoutedFact = Exclude<Fact, { kind: 'unreadable' }>

/** `appSecret` made the signature, and so speaks for the bots that have it. */
export function routeOf(fact: RoutedFact, directory: Directory, appSecret: string): Route {
  const { bots, reason } = candidatesOf(fact, directory)
  const signed = bots.filter(({ channel }) => channel.appSecret === appSecret)
  return signed.length > 0 ? { bots: signed } : { reason }
}

type Candidates = { bots: Bot[]; reason: string }

function candidatesOf(fact: RoutedFact, directory: Directory): Candidates {
  if (fact.kind === 'template') return ofAccount(fact.wabaId, directory)
  if (fact.kind !== 'account') return ofNumber(fact.phoneNumberId, directory)
  if (fact.phoneNumberId !== undefined) return ofNumber(fact.phoneNumberId, directory)
  if (fact.displayNumber !== undefined) return ofDigits(fact.displayNumber, fact.wabaId, directory)
  return isOfAccount(fact.field, fact.raw)
    ? ofAccount(fact.wabaId, directory)
    : { bots: [], reason: 'it names no number' }
}

function ofNumber(phoneNumberId: string, { botOfNumber }: Directory): Candidates {
  const bot = botOfNumber(phoneNumberId)
  return { bots: bot ? [bot] : [], reason: 'no bot for this phone number' }
}

/** A number that moved to another account has another id there: one of the two is meant. */
function ofDigits(number: string, wabaId: string, { botOfNumber, botsOfDigits, digits }: Directory): Candidates {
  const isMeant = (digitsOf: string) => personKey(digitsOf) === personKey(number)
  const learnt = [...digits].flatMap(([id, theirs]) => (isMeant(theirs) ? (botOfNumber(id) ?? []) : []))
  // What its own webhooks told goes before what was said with the bot.
  const said = botsOfDigits(number).filter(({ channel }) => !digits.has(channel.phoneNumberId))
  const named = [...learnt, ...said]
  const bot = named.find(({ channel }) => channel.wabaId === wabaId) ?? named[0]
  return { bots: bot ? [bot] : [], reason: 'no bot for this number' }
}

function ofAccount(wabaId: string, { botsOfAccount }: Directory): Candidates {
  return { bots: botsOfAccount(wabaId), reason: 'no bot for this business account' }
}
