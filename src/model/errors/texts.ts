/** A text in the languages that callers read. Types only. */

export type Locale = 'es' | 'en' | 'pt'

export type Texts = { en: string; es: string; pt: string }
