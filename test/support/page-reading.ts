/**
 * What a person reads on a page of the console: its failures with their code and link, and whether every text is in
 * their language. What people wrote, code and names in tables are nobody's language.
 */
import type { Page } from 'playwright-core'
import { en } from '../../console/src/words/en.ts'
import { es } from '../../console/src/words/es.ts'
import { late as lateEn } from '../../console/src/words/late/late-en.ts'
import { late as lateEs } from '../../console/src/words/late/late-es.ts'
import { late as latePt } from '../../console/src/words/late/late-pt.ts'
import { pt } from '../../console/src/words/pt.ts'
import { eventTypes } from '../../src/model/events/event.ts'

export type Language = 'en' | 'es' | 'pt'
export type Shown = { title: string; text: string; code: string; links: string[] }
export type Reading = {
  /** What the page says instead of its content, or where something was asked for. */
  failures: Shown[]
  /** `Nothing here yet`, with what to do. */
  empties: Shown[]
  /** Something still waits. */
  isWaiting: boolean
  banner: string
  texts: string[]
}

export const words: Record<Language, Readonly<Record<string, string>>> = {
  en: { ...en, ...lateEn },
  es: { ...es, ...lateEs },
  pt: { ...pt, ...latePt },
}

/** Runs in the page, whose DOM the tests have no types of. */
const look = `(() => {
  const textOf = (node) => node?.innerText.trim() ?? ''
  const shownIn = (box) => ({
    title: textOf(box.querySelector('h2, b')),
    text: [...box.querySelectorAll('p, li')].map(textOf).join(' '),
    code: textOf(box.querySelector('p code')),
    links: [...box.querySelectorAll('a')].map((link) => link.getAttribute('href')),
  })
  const apart = 'code, pre, kbd, q, noscript, script, style, figure, article, iframe, .secret, [role=gridcell], td'
  const texts = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim()
    if (text !== '' && walker.currentNode.parentElement.closest(apart) === null) texts.push(text)
  }
  for (const name of ['aria-label', 'placeholder', 'title'])
    for (const node of document.querySelectorAll('[' + name + ']'))
      if (node.closest(apart) === null) texts.push(node.getAttribute(name))
  return {
    failures: [...document.querySelectorAll('.failure, .problem-box, .toasts > div')].map(shownIn),
    empties: [...document.querySelectorAll('main .empty')].map(shownIn),
    isWaiting: document.querySelector('main:not(.story) .skeleton, main .button.pending') !== null,
    banner: textOf(document.querySelector('.banner p')),
    texts,
  }
})()`

export async function read(page: Page): Promise<Reading> {
  return page.evaluate<Reading>(look)
}

/** Words that neither Spanish nor Portuguese has. */
const english = /\b(?:the|this|not|was|is|are|with|from|failed|fetch|of|to|and|cannot|could)\b/i
/** A key that is a word of its own may be a name of the API too. */
const keys = new Set(Object.keys(words.en).filter((key) => key.includes('.')))
const names = new Set<string>(eventTypes)

/** Texts that are no sentence of the language: keys, English, sentences of the other two. */
export function strangeTexts({ texts }: Pick<Reading, 'texts'>, language: Language): string[] {
  const own = new Set(Object.values(words[language]))
  const others = (['en', 'es', 'pt'] as const).filter((one) => one !== language)
  const foreign = new Set(others.flatMap((one) => Object.values(words[one])).filter((text) => /\s/.test(text)))
  return texts.filter(
    (text) =>
      keys.has(text) ||
      (!own.has(text) && !names.has(text) && (foreign.has(text) || (language !== 'en' && english.test(text)))),
  )
}

/** Of a page that stands still. */
export function strange(reading: Reading, language: Language): string[] {
  return [...strangeTexts(reading, language), ...(reading.isWaiting ? ['waits for ever'] : [])]
}
