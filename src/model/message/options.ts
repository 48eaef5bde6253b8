/**
 * Text with options, WhatsApp's list message. Two forms, distinguished by where the options are: nested in `buttons`
 * (the user's documents; takes precedence when both are present) and flat (the newer pages). `payload` and `id` are
 * accepted in both and may be of any length: they stay in the store, and the channel gets a reference.
 */
import { Type } from 'typebox'
import {
  checkUnique,
  isPresent,
  present,
  type Reader,
  readAnyText,
  readList,
  readObject,
  readOptionalObject,
  readOptionalProse,
  readOptionalText,
  readProse,
  readText,
} from '../request/check.ts'
import { withName } from '../request/named.ts'
import type { OptionsContent } from './content.ts'
import { exampleUserId, type Family, interactive, optionalTextField, requestSchema, textField } from './family.ts'

/**
 * The body is 4096 by Meta's page, 1024 by its OpenAPI file: the page is followed (cloud-api.md, 1.2). The list's
 * button holds 20 on the wire, yet the documents' own example has 23: as many as in an option's title are accepted, and
 * the encoder shortens them.
 */
const limits = {
  text: 4096,
  title: interactive.header,
  buttonText: 24,
  options: { min: 1, max: 10 },
  optionTitle: 24,
  description: 72,
} as const

export const optionsMessage: Family<OptionsContent> = { schemas: [nestedSchema(), flatSchema()], parse }

/** Whether a `text` request is meant as a list, well formed or not. */
export function holdsOptions(body: Reader): boolean {
  return isPresent(body, 'buttons') || isPresent(body, 'options')
}

function parse(body: Reader): OptionsContent {
  const nested = isPresent(body, 'buttons')
  const holder = nested ? readObject(body, 'buttons') : body
  const options = readList(holder, 'options', limits.options)
  const content: OptionsContent = {
    type: 'options',
    text: readProse(body, 'text', limits.text),
    title: readOptionalProse(holder, 'title', limits.title),
    buttonText: readButtonText(holder, nested),
    options: options.map(readOption),
  }
  checkUnique(options, 'id')
  return present(content)
}

/** The nested form requires the button's `type` too, the flat one defaults to "text". Its value is not used. */
function readButtonText(holder: Reader, nested: boolean): string | undefined {
  const button = readOptionalObject(holder, 'buttonText')
  if (!button) return undefined
  if (nested) readText(button, 'type')
  else readOptionalText(button, 'type')
  return readProse(button, 'text', limits.buttonText)
}

function readOption(option: Reader): OptionsContent['options'][number] {
  return present({
    title: readProse(option, 'title', limits.optionTitle),
    description: readOptionalProse(option, 'description', limits.description),
    payload: readAnyText(option, 'payload'),
    id: readOptionalText(option, 'id'),
  })
}

function nestedSchema() {
  const buttons = Type.Object({
    title: optionalTextField('Title above the message.', limits.title),
    buttonText: Type.Optional(buttonTextSchema(Type.String({ description: 'Display type of the button: text.' }))),
    options: optionsSchema(),
  })
  const example = {
    text: 'MENSAJE',
    userId: exampleUserId,
    type: 'text',
    buttons: {
      title: '<Título Principal>',
      buttonText: { type: 'text', text: 'Ver opciones' },
      options: [1, 2].map((n) => ({
        title: `<Opción ${n}>`,
        description: `<Descripción Opción ${n}>`,
        payload: `<Texto_Retorno_${n}>`,
      })),
    },
  }
  const description = 'A list from which the person picks one.'
  return requestSchema(
    'text',
    { text: textField('What the person reads.', limits.text), buttons },
    { name: 'ListMessage', title: 'Text with options', description, example },
  )
}

function flatSchema() {
  const fields = {
    text: textField('What the person reads.', limits.text),
    title: optionalTextField('Title above the message.', limits.title),
    buttonText: Type.Optional(buttonTextSchema(Type.Optional(Type.String({ default: 'text' })))),
    options: optionsSchema(),
  }
  return requestSchema('text', fields, {
    name: 'FlatListMessage',
    title: 'Text with options, flat form',
    description: 'The same list without the `buttons` object.',
    not: { required: ['buttons'], properties: { buttons: {} } },
    example: {
      type: 'text',
      userId: exampleUserId,
      text: 'MENSAJE',
      title: '<Título Principal>',
      buttonText: { text: 'Ver opciones' },
      options: [{ title: '<Opción 1>', description: '<Descripción Opción 1>', id: 'option-1' }],
    },
  })
}

function buttonTextSchema<Kind extends ReturnType<typeof Type.String>>(type: Kind) {
  const text = textField('Opens the list. Opciones, Options or Opções by default.', limits.buttonText)
  return Type.Object({ type, text })
}

function optionsSchema() {
  const option = Type.Object({
    title: textField('The choice that the person sees.', limits.optionTitle),
    description: optionalTextField('A line below the title.', limits.description),
    payload: optionalTextField('Text sent to the webhook when the option is picked. Any length.'),
    id: optionalTextField('Identifies the option in the reply; unique within the message.'),
  })
  return Type.Array(withName('ListOption', option), { minItems: limits.options.min, maxItems: limits.options.max })
}
