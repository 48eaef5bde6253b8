/**
 * Resolves which bots receive a fact (docs/design/identity.md, "Which bot receives it"): only the bot whose number it
 * names; or, for a fact about the account itself, all bots of the account. Only bots whose app signed the webhook. A
 * bot's former number still leads to it, for Meta's reports on its messages and for people's messages, as long as Meta
 * may report. Pure.
 */
import type { Bot } from '../../model/bot/bot.ts'
import type { Fact } from '../../model/inbound/inbound.ts'
import { isOfAccount } from '../../model/inbound/webhook-field.ts'
import { personKey } from '../../model/user/phone.ts'

export type BotDirectory = {
  botOfNumber(phoneNumberId: string): Bot | undefined
  botsOfAccount(wabaId: string): Bot[]
  /** Bots configured with these digits, in either spelling. */
  botsOfDigits(number: string): Bot[]
  /**
   * Bots that had the number before and still answer for it at that time, the last one first, with the secret of their
   * app at that time.
   */
  formerHolders(phoneNumberId: string, at: number): readonly { bot: Bot; appSecret: string }[]
  /** Whether a bot has this app secret, or had it with a number for which it still answers. */
  hasAppSecret(secret: string, at: number): boolean
}

export type Directory = BotDirectory & {
  /** The owners, by Meta's id, of the numbers that the facts name by digits. */
  digits: ReadonlyMap<string, string>
}

/**
 * `reason`: why no bot receives it. `former`: previous holders of the number, who receive it only if there are no
 * `bots`; a status goes to the one that sent the message.
 */
export type Route = { bots: readonly Bot[]; former: readonly Bot[] } | { reason: string }

export type RoutedFact = Exclude<Fact, { kind: 'unreadable' }>

/** `appSecret` made the signature, and so decides which bots it may touch. */
export function routeOf(fact: RoutedFact, directory: Directory, { appSecret, receivedAt }: Signed): Route {
  const { bots, reason } = candidatesOf(fact, directory)
  const signed = bots.filter(({ channel }) => channel.appSecret === appSecret)
  const phoneNumberId = formerNumberOf(fact, bots.length > 0)
  const holders = phoneNumberId === undefined ? [] : directory.formerHolders(phoneNumberId, receivedAt)
  const former = holders.length === 0 ? [] : addressedBy(appSecret, holders, signed.length > 0)
  return signed.length > 0 || former.length > 0 ? { bots: signed, former } : { reason }
}

/**
 * The former holders, latest to leave first, that a signature can mean: those who have had this app, and all who left
 * before one of them. Meta reports on a number's messages to the app that the number has now, whoever sent them.
 */
function addressedBy(
  appSecret: string,
  holders: ReturnType<BotDirectory['formerHolders']>,
  isOfPresentHolder: boolean,
): Bot[] {
  const has = ({ bot, appSecret: theirs }: (typeof holders)[number]) =>
    theirs === appSecret || bot.channel.appSecret === appSecret
  const first = isOfPresentHolder ? 0 : holders.findIndex(has)
  return first === -1 ? [] : holders.slice(first).map(({ bot }) => bot)
}

export type Signed = { appSecret: string; receivedAt: number }

/** For a number that another bot has now, only a message's status may belong to a former holder. */
function formerNumberOf(fact: RoutedFact, isTaken: boolean): string | undefined {
  if (fact.kind === 'status' || fact.kind === 'other_status') return fact.phoneNumberId
  return fact.kind === 'message' && !isTaken ? fact.phoneNumberId : undefined
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

/** A number that moved to another account has another id there: the fact means one of the two. */
function ofDigits(number: string, wabaId: string, { botOfNumber, botsOfDigits, digits }: Directory): Candidates {
  const isMeant = (digitsOf: string) => personKey(digitsOf) === personKey(number)
  const learnt = [...digits].flatMap(([id, theirs]) => (isMeant(theirs) ? (botOfNumber(id) ?? []) : []))
  // Digits learnt from webhooks take precedence over those configured with the bot.
  const said = botsOfDigits(number).filter(({ channel }) => !digits.has(channel.phoneNumberId))
  const named = [...learnt, ...said]
  const bot = named.find(({ channel }) => channel.wabaId === wabaId) ?? named[0]
  return { bots: bot ? [bot] : [], reason: 'no bot for this number' }
}

function ofAccount(wabaId: string, { botsOfAccount }: Directory): Candidates {
  return { bots: botsOfAccount(wabaId), reason: 'no bot for this business account' }
}
