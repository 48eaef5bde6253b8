/**
 * The browser script of the page at `/docs`. It starts the viewer, which draws the page, and mends what the viewer has
 * no setting for, as it appears: words in the reader's language, names of fields, areas that scroll by keyboard.
 */
import type { Locale } from '../../model/errors/texts.ts'
import { ownWords, viewerWords } from './docs-words.ts'

/** Its words stand before it, so that nothing in the page is inline. */
export function docsScript(locale: Locale): string {
  const { body, value, close } = ownWords[locale]
  return `const words = new Map(Object.entries(${JSON.stringify(viewerWords(locale))}))
const own = ${JSON.stringify({ body, value, close })}
${script}`
}

const script = `
const viewer = document.getElementById('viewer')

// What callers and the document wrote stays as it is.
const foreign = 'pre, code, textarea, input, select, .markdown, .renderedMarkdown, .opblock-summary, .opblock-tag, ' +
  'td .parameter__name, .json-schema-2020-12__title, .json-schema-2020-12-keyword__value, .info'
const attributes = ['aria-label', 'placeholder', 'title']

function translateText(node) {
  const text = node.data.trim()
  const translation = words.get(text)
  if (translation === undefined || node.parentElement?.closest(foreign)) return
  node.data = node.data.replace(text, translation)
}

function translateAttributes(element) {
  for (const name of attributes) {
    const translation = words.get(element.getAttribute(name) ?? '')
    if (translation !== undefined) element.setAttribute(name, translation)
  }
}

/** The nearest text before a field that says what it is for. */
function nameOf(field) {
  if (field.closest('.opblock-section-request-body')) return own.body
  return field.closest('tr')?.dataset.paramName ?? own.value
}

const isNamed = ({ ariaLabel, labels, title }) => labels?.length > 0 || ariaLabel || title

function mend(element) {
  translateAttributes(element)
  const isField = element.matches('input, select, textarea')
  if (isField && !isNamed(element)) element.setAttribute('aria-label', nameOf(element))
  if (element.matches('pre:not(.version), .highlight-code, .table-container')) element.tabIndex = 0
  if (element.matches('.close-modal')) element.setAttribute('aria-label', own.close)
  // The button around it opens the operation as the link does.
  if (element.matches('button a[href]')) element.removeAttribute('href')
  // Icons beside a text that says the same.
  if (element.matches('svg:not([aria-label])')) element.setAttribute('aria-hidden', 'true')
}

function mendAll(root) {
  if (root.nodeType === Node.TEXT_NODE) return translateText(root)
  if (root.nodeType !== Node.ELEMENT_NODE) return
  mend(root)
  for (const element of root.querySelectorAll('*')) mend(element)
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) translateText(texts.currentNode)
}

/** A change that is already translated is found in no table, so that this ends. */
new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    if (type === 'attributes') translateAttributes(target)
    else if (type === 'characterData') translateText(target)
    else for (const node of addedNodes) mendAll(node)
  }
}).observe(viewer, { attributeFilter: attributes, characterData: true, childList: true, subtree: true })

const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', follow)
follow()

SwaggerUIBundle({
  domNode: viewer,
  url: '/docs/json?lang=' + document.documentElement.lang,
  deepLinking: true,
  // Groups are drawn when they are opened: all operations at once take seconds.
  docExpansion: 'none',
  defaultModelsExpandDepth: -1,
  syntaxHighlight: { activated: false },
  validatorUrl: 'none',
})

// The links of the languages keep the operation that is open.
for (const link of document.querySelectorAll('nav a[hreflang]'))
  link.addEventListener('click', () => { link.hash = location.hash })
`
