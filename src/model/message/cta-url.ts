/**
 * A text with a button that opens an address on the person's phone. Header, text and footer are required (user's
 * documents, 12).
 */
import { Type } from 'typebox'
import { type Reader, readObject, readProse, readText, report } from '../request/check.ts'
import { withName } from '../request/named.ts'
import type { CtaUrlContent } from './content.ts'
import { bodyField, exampleUserId, type Family, interactive, requestSchema, textField } from './family.ts'

const limits = {
  title: interactive.header,
  text: interactive.body,
  caption: interactive.footer,
  displayText: interactive.button,
  url: 2000,
} as const

/** Cards have the same. */
export const urlButtonField = withName(
  'UrlButton',
  Type.Object({
    display_text: textField('Text of the button.', limits.displayText),
    url: textField('Address that the button opens, http or https.', limits.url),
  }),
)

const schema = requestSchema(
  'cta_url',
  {
    title: textField('Header.', limits.title),
    text: bodyField(),
    caption: textField('Footer.', limits.caption),
    parameters: urlButtonField,
  },
  {
    name: 'CtaUrlMessage',
    title: 'URL button',
    description: 'A text with a button that opens an address.',
    example: {
      type: 'cta_url',
      userId: exampleUserId,
      title: 'Hi',
      text: 'Hello World',
      caption: 'Jelou',
      parameters: { display_text: 'Apps', url: 'https://apps.jelou.ai' },
    },
  },
)

export const ctaUrlMessage: Family<CtaUrlContent> = {
  schemas: [schema],
  parse: (body) => ({
    type: 'cta_url',
    title: readProse(body, 'title', limits.title),
    text: readProse(body, 'text', limits.text),
    caption: readProse(body, 'caption', limits.caption),
    ...readUrlButton(readObject(body, 'parameters')),
  }),
}

/**
 * `display_text` and `url` of a button; cards have the same. The phone opens the address, not the gateway: any address
 * is allowed.
 */
export function readUrlButton(parameters: Reader): { displayText: string; url: string } {
  const displayText = readProse(parameters, 'display_text', limits.displayText)
  const url = readText(parameters, 'url', limits.url)
  if (url.trim() !== '' && !isWebAddress(url)) report(parameters, 'url', 'url_web')
  return { displayText, url }
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}
