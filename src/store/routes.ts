/**
 * Which bots hear of a fact (ARCHITECTURE.md, "Which bot hears it"): the one whose number it names and nobody else; or, for a fact about the
 * account itself, all bots of that account. Only bots whose app signed the webhook. A number that a bot had before still leads there, for what
 * Meta says of its messages and what people write, as long as Meta may report. Pure; used by ingest and, for its locks, by methods.ts.
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
  /** Who had the number before and answers for it still at that instant, the last one first, with the secret of the app that they had then. */
  formerHolders(phoneNumberId: string, at: number): { bot: Bot; appSecret: string }[]
}

export type Directory = BotDirectory & {
  /** Of the numbers that the facts name by their digits: whose they are, by Meta's id. */
  digits: ReadonlyMap<string, string>
}

/**
 * Or why it is for nobody. `former`: who had the number before; nobody else hears of it when there are no `bots`, and of a status the one whose
 * message it is.
 */
export type Route = { bots: Bot[]; former: Bot[] } | { reason: string }

export type RoutedFact = Exclude<Fact, { kind: 'unreadable' }>

/** `appSecret` made the signature, and so speaks for the bots that have it. */
export function routeOf(fact: RoutedFact, directory: Directory, { appSecret, receivedAt }: Signed): Route {
  const { bots, reason } = candidatesOf(fact, directory)
  const signed = bots.filter(({ channel }) => channel.appSecret === appSecret)
  const former = formerlyOf(fact, bots.length > 0).flatMap((phoneNumberId) =>
    directory
      .formerHolders(phoneNumberId, receivedAt)
      .filter(({ bot, appSecret: theirs }) => theirs === appSecret || bot.channel.appSecret === appSecret)
      .map(({ bot }) => bot),
  )
  return signed.length > 0 || former.length > 0 ? { bots: signed, former } : { reason }
}

export type Signed = { appSecret: string; receivedAt: number }

/** Of a number that is another bot's by now, only what became of a message may be a former holder's. */
function formerlyOf(fact: RoutedFact, isTaken: boolean): string[] {
  if (fact.kind === 'status' || fact.kind === 'other_status') return [fact.phoneNumberId]
  return fact.kind === 'message' && !isTaken ? [fact.phoneNumberId] : []
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
