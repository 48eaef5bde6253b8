/** The values that a template asks for, and the template as it will be read. Pure. */
import type { Args } from '../../../../sdk/client.ts'
import type { Definition } from '../templates/queries.ts'
import { componentOf } from '../templates/slots.ts'

const variable = /\{\{(\w+)\}\}/g
const mediaHeaders: Record<string, 'image' | 'video' | 'document'> = {
  IMAGE: 'image',
  VIDEO: 'video',
  DOCUMENT: 'document',
}

export type Fields = { body: string[]; header: string[]; media: 'image' | 'video' | 'document' | undefined }
export type Values = Record<string, string>

/** Undefined: it asks for more than this page has fields for. */
export function fieldsOf(definition: Definition): Fields | undefined {
  const header = componentOf(definition, 'HEADER')
  const format = header?.format?.toUpperCase() ?? 'TEXT'
  const media = mediaHeaders[format]
  const buttons = componentOf(definition, 'BUTTONS')?.buttons ?? []
  const isPlain = buttons.every(({ type, url }) => type !== 'OTP' && type !== 'COPY_CODE' && !url?.includes('{{'))
  const hasCards = componentOf(definition, 'CAROUSEL') !== undefined
  if (!isPlain || hasCards || (format !== 'TEXT' && media === undefined)) return undefined
  return { body: namesIn(componentOf(definition, 'BODY')?.text), header: namesIn(header?.text), media }
}

function namesIn(text = ''): string[] {
  return [...new Set([...text.matchAll(variable)].map(([, name = '']) => name))]
}

/** With what is written so far in its place. */
export function filled(definition: Definition, values: Values): Pick<Definition, 'components'> {
  const fill = (text: string, of: string) =>
    text.replaceAll(variable, (mark, name: string) => values[of + name] || mark)
  const components = definition.components.map((one) => {
    const { type, text } = one as { type: string; text?: string }
    return text === undefined
      ? one
      : { ...one, text: fill(text, type.toUpperCase() === 'HEADER' ? 'header ' : 'body ') }
  })
  return { components: components as Definition['components'] }
}

export function sendBody(
  { name, language }: Definition,
  { body, header, media }: Fields,
  values: Values,
  userId: string,
): Args<'sendTemplate'>['body'] {
  const of = (kind: string, names: string[]) => names.map((one) => values[`${kind} ${one}`] ?? '')
  return {
    elementName: name,
    language,
    destinations: [userId],
    parameters: of('body', body),
    ...(header.length > 0 && { headerParameters: of('header', header) }),
    ...(media !== undefined && { type: media, mediaUrl: values.media ?? '' }),
  }
}
