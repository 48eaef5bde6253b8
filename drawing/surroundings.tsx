/**
 * What a page gives its drawings: the language, the files, and what a tap does. What is left out cannot be tapped: it
 * is drawn all the same.
 */
import { createContext, type ReactNode, useContext } from 'react'
import type { Button, Content, Media, Message, View } from './content.ts'
import type { DrawnWords } from './words-en.ts'

/** `show` at once, `ask` first since another host would hear of it, or only `link` to it. */
export type MediaFile = { source: string; way: 'show' | 'ask' | 'link' }

export type Surroundings = {
  word: DrawnWords
  /** Numbers, money and instants in the reader's form: es-EC and es-ES group thousands differently. */
  locale: string
  now(): number
  /** Undefined: there is none, or none that a browser can load. */
  fileOf(media: Media): MediaFile | undefined
  /** `{{1}}` is marked: it is a template, and no text of a person. */
  hasVariables?: boolean
  onTap?(button: Button, content: Content, message: Message): void
  onOpen?(view: View, content: Content, message: Message): void
  onQuote?(id: string): void
  onMenu?(message: Message): void
  /** Around a message's time: where it leads. */
  linkTime?(message: Message, time: ReactNode): ReactNode
}

const SurroundingsContext = createContext<Surroundings | undefined>(undefined)
/** Around every drawing, in an element of the class `whatsapp`. */
export const DrawingProvider = SurroundingsContext.Provider

export function useSurroundings(): Surroundings {
  const surroundings = useContext(SurroundingsContext)
  if (surroundings === undefined) throw new Error('a drawing needs DrawingProvider')
  return surroundings
}

const MessageContext = createContext<Message | undefined>(undefined)
export const MessageProvider = MessageContext.Provider

/** The message of which this is a part, and the taps that are possible on it. */
export function useTaps() {
  const { onTap, onOpen } = useSurroundings()
  const message = useContext(MessageContext)
  if (message === undefined) throw new Error('a part needs its message')
  return {
    tap: onTap && ((button: Button, content: Content) => onTap(button, content, message)),
    open: onOpen && ((view: View, content: Content) => onOpen(view, content, message)),
  }
}

export function useFormats() {
  const { locale } = useSurroundings()
  return formatsIn(locale)
}

type Formats = {
  time(at: number): string
  instant(at: number): string
  number(value: number): string
  money(amount: number, currency?: string): string
}

const known = new Map<string, Formats>()

/** Made once for each locale: a chat asks for them hundreds of times. */
export function formatsIn(locale: string): Formats {
  const before = known.get(locale)
  if (before) return before
  const hours = new Intl.DateTimeFormat(locale, { timeStyle: 'short' })
  const instants = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })
  const numbers = new Intl.NumberFormat(locale)
  const made: Formats = {
    time: (at) => hours.format(at),
    instant: (at) => instants.format(at),
    number: (value) => numbers.format(value),
    money: (amount, currency = 'USD') => new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount),
  }
  known.set(locale, made)
  return made
}
