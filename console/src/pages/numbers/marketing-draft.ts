/** Marketing and consent of a bot as a form has them, and the change that it is for the gateway. Pure. */
import type { Answer, Args } from '../../../../sdk/client.ts'
import type { late } from '../../words/late/late-en.ts'
import { bounds, isWhole, lengthOf } from './bounds.ts'

type Bot = Answer<'getBot'>
type Change = NonNullable<Args<'updateBot'>['body']>

/** `default`: the gateway's own list. */
export const wordChoices = ['default', 'none', 'own'] as const
export type WordsDraft = { choice: (typeof wordChoices)[number]; text: string }

export type MarketingDraft = {
  stopWords: WordsDraft
  resumeWords: WordsDraft
  stopAnswer: string
  resumeAnswer: string
  capMessages: string
  capDays: string
  yellow: string
  red: string
  portfolio: string
  marketingEndpoint: Bot['marketingEndpoint']
}

/** What the gateway takes where a bot says nothing. */
export const usualPace = { yellow: 50, red: 10 } as const

type Settings = Pick<
  Bot,
  | 'stopWords'
  | 'resumeWords'
  | 'stopAnswer'
  | 'resumeAnswer'
  | 'marketingCap'
  | 'marketingPace'
  | 'portfolio'
  | 'marketingEndpoint'
>

export function draftOf(bot: Settings): MarketingDraft {
  const { marketingCap: cap, marketingPace: pace } = bot
  return {
    stopWords: wordsDraft(bot.stopWords),
    resumeWords: wordsDraft(bot.resumeWords),
    stopAnswer: bot.stopAnswer ?? '',
    resumeAnswer: bot.resumeAnswer ?? '',
    capMessages: textOf(cap?.messages),
    capDays: textOf(cap?.days),
    yellow: textOf(pace?.yellow),
    red: textOf(pace?.red),
    portfolio: bot.portfolio ?? '',
    marketingEndpoint: bot.marketingEndpoint,
  }
}

export function changeOf(draft: MarketingDraft): Change {
  const { capMessages, capDays, yellow, red } = draft
  return {
    stopWords: wordsOf(draft.stopWords),
    resumeWords: wordsOf(draft.resumeWords),
    stopAnswer: draft.stopAnswer.trim() || null,
    resumeAnswer: draft.resumeAnswer.trim() || null,
    marketingCap: capMessages || capDays ? { messages: Number(capMessages), days: Number(capDays) } : null,
    marketingPace:
      yellow || red ? { yellow: Number(yellow || usualPace.yellow), red: Number(red || usualPace.red) } : null,
    portfolio: draft.portfolio.trim() || null,
    marketingEndpoint: draft.marketingEndpoint,
  }
}

export type Fault = { word: keyof typeof late; values?: Record<string, number> }

/** By the name of the field, as a request names it. */
export function faultsOf(draft: MarketingDraft): Record<string, Fault> {
  const hasCap = draft.capMessages !== '' || draft.capDays !== ''
  const found: Record<string, Fault | undefined> = {
    stopWords: faultOfWords(draft.stopWords),
    resumeWords: faultOfWords(draft.resumeWords),
    stopAnswer: faultOfLength(draft.stopAnswer, bounds.answer),
    resumeAnswer: faultOfLength(draft.resumeAnswer, bounds.answer),
    'marketingCap.messages': hasCap ? faultOfNumber(draft.capMessages, 1, bounds.capMessages) : undefined,
    'marketingCap.days': hasCap ? faultOfNumber(draft.capDays, 1, bounds.capDays) : undefined,
    'marketingPace.yellow': draft.yellow === '' ? undefined : faultOfNumber(draft.yellow, 0, bounds.percent),
    'marketingPace.red': draft.red === '' ? undefined : faultOfNumber(draft.red, 0, bounds.percent),
    portfolio: faultOfLength(draft.portfolio, bounds.portfolio),
  }
  return Object.fromEntries(Object.entries(found).filter((one): one is [string, Fault] => one[1] !== undefined))
}

function wordsDraft(words: readonly string[] | null): WordsDraft {
  if (words === null) return { choice: 'default', text: '' }
  return words.length === 0 ? { choice: 'none', text: '' } : { choice: 'own', text: words.join('\n') }
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function wordsOf({ choice, text }: WordsDraft): string[] | null {
  if (choice === 'default') return null
  return choice === 'none' ? [] : linesOf(text)
}

function faultOfWords({ choice, text }: WordsDraft): Fault | undefined {
  if (choice !== 'own') return undefined
  const lines = linesOf(text)
  if (lines.length === 0) return { word: 'marketing.words_missing' }
  if (lines.length > bounds.words) return { word: 'bound.lines', values: { most: bounds.words } }
  const isLong = lines.some((line) => lengthOf(line) > bounds.word)
  return isLong ? { word: 'bound.line', values: { most: bounds.word } } : undefined
}

export function faultOfLength(text: string, most: number): Fault | undefined {
  return lengthOf(text) > most ? { word: 'bound.length', values: { most } } : undefined
}

export function faultOfNumber(text: string, least: number, most: number): Fault | undefined {
  return isWhole(text, least, most) ? undefined : { word: 'bound.whole', values: { least, most } }
}

function textOf(value: number | undefined): string {
  return value === undefined ? '' : String(value)
}
