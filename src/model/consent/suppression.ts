/**
 * Who wants no marketing messages: the entries of a list, and what a bot makes of it. Utility and authentication
 * templates and session messages go on. Pure.
 */

/**
 * What caused an entry. `word`: an answer or a button of the person. `meta`: the person's switch in WhatsApp
 * (`user_preferences`). `refusal`: Meta refused a message with 131050. `api` and `csv`: somebody here.
 */
export const suppressionSources = ['word', 'meta', 'refusal', 'api', 'csv'] as const
export type SuppressionSource = (typeof suppressionSources)[number]

export const consentStates = ['stopped', 'resumed'] as const
export type ConsentState = (typeof consentStates)[number]

export type Suppression = {
  id: string
  /** Missing: of all bots. */
  botId?: string
  /** Missing: the person was erased, and a keyed hash is left, by which the list is still obeyed. */
  userId?: string
  source: SuppressionSource
  /** The word, Meta's word or code, or a note. */
  detail?: string
  /** When it was said, in ms. */
  saidAt: number
}

/** Meta's code for a marketing message to a person who stopped them (meta-2026.md, section 7). */
export const stoppedCode = 131_050

/** At most so many marketing templates to a person within so many days. */
export type MarketingCap = { messages: number; days: number }

/** Of a bot; each absent: its default. */
export type ConsentSettings = {
  /** Absent or null: those of `words.ts`. Empty: none. */
  stopWords?: string[] | null
  resumeWords?: string[] | null
  /** What the person is answered; absent or null: nothing. */
  stopAnswer?: string | null
  resumeAnswer?: string | null
  /** Absent or null: none. */
  marketingCap?: MarketingCap | null
}

export const maxConsentWords = 50
export const maxConsentWordLength = 60
export const maxConsentAnswerLength = 1_000
export const maxSuppressionNoteLength = 200
export const maxCapDays = 90
export const maxCapMessages = 100

/** Why a marketing message is not sent. */
export const withheldKinds = ['SUPPRESSED', 'MARKETING_CAP'] as const
export type WithheldKind = (typeof withheldKinds)[number]
