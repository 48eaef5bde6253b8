/**
 * A template while somebody writes it: the fields of the form, and Meta's components that they become. What the form
 * has no field for stays in `extra` as JSON, so that nothing of an edited template is lost. Pure.
 */
import { readList } from '../../kit/json.ts'
import type { Button, Component, TemplateLike } from './slots.ts'
import { componentOf, variablesIn } from './slots.ts'

export const categories = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const
export type Category = (typeof categories)[number]
export const headers = ['', 'TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'GIF', 'PRODUCT'] as const
export type HeaderFormat = (typeof headers)[number]
export const otpTypes = ['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'] as const

/** Characters, by Meta; `test/rules/console-templates.test.ts` compares them with what the gateway checks. */
export const limits = {
  header: 60,
  body: 1024,
  offerBody: 600,
  footer: 60,
  button: 25,
  url: 2000,
  offer: 16,
  cardBody: 160,
} as const
export const mostButtons = 10
export const mostCards = 10

export const cardFormats = ['IMAGE', 'VIDEO'] as const
export type CardForm = Pick<TemplateForm, 'body' | 'samples' | 'buttons'> & { sample: string }
/** All cards have a file of one kind. */
export type CardsForm = { format: (typeof cardFormats)[number]; list: readonly CardForm[] }

export type TemplateForm = {
  name: string
  language: string
  category: Category
  header: { format: HeaderFormat; text: string; sample: string }
  body: string
  /** By variable. */
  samples: Readonly<Record<string, string>>
  footer: string
  buttons: readonly Button[]
  offer: { text: string; expires: boolean } | undefined
  /** Cards beside each other, which take the place of all parts but the text. */
  cards: CardsForm | undefined
  code: { advice: boolean; minutes: string; otp: Button }
  /** Further components, as a JSON list. */
  extra: string
}

const plainOtp: Button = { type: 'OTP', otp_type: 'COPY_CODE' }

export const emptyForm: TemplateForm = {
  name: '',
  language: '',
  category: 'UTILITY',
  header: { format: '', text: '', sample: '' },
  body: '',
  samples: {},
  footer: '',
  buttons: [],
  offer: undefined,
  cards: undefined,
  code: { advice: true, minutes: '10', otp: plainOtp },
  extra: '',
}

type Written = TemplateLike & { name: string; language: string; category: string }

export function formOf(template: Written): TemplateForm {
  const category = categories.find((one) => one === template.category) ?? 'UTILITY'
  const of = (type: string) => componentOf(template, type)
  const [header, body, offer] = [of('HEADER'), of('BODY'), of('LIMITED_TIME_OFFER')?.limited_time_offer]
  const buttons = of('BUTTONS')?.buttons ?? []
  const cards = cardsOf(of('CAROUSEL'))
  const known = ['HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'LIMITED_TIME_OFFER', ...(cards ? ['CAROUSEL'] : [])]
  const further = template.components.filter(({ type }) => !known.includes(type.toUpperCase()))
  return {
    ...emptyForm,
    name: template.name,
    language: template.language,
    category,
    header: headerOf(header),
    body: body?.text ?? '',
    samples: samplesOf(body),
    footer: of('FOOTER')?.text ?? '',
    buttons: category === 'AUTHENTICATION' ? [] : buttons,
    offer: offer && { text: offer.text ?? '', expires: offer.has_expiration !== false },
    cards,
    code: {
      advice: body?.add_security_recommendation === true,
      minutes: String(of('FOOTER')?.code_expiration_minutes ?? ''),
      otp: buttons.find(({ type }) => type === 'OTP') ?? plainOtp,
    },
    extra: further.length > 0 ? JSON.stringify(further, null, 2) : '',
  }
}

function headerOf(header: Component | undefined): TemplateForm['header'] {
  if (header === undefined) return emptyForm.header
  const format = headers.find((one) => one === (header.format ?? 'TEXT').toUpperCase()) ?? ''
  const { header_text: texts, header_handle: handles, header_text_named_params: named } = header.example ?? {}
  const [sample] = [texts, handles, named].flatMap((list) => (Array.isArray(list) ? list : []))
  return {
    format,
    text: header.text ?? '',
    sample: typeof sample === 'object' ? (sample?.example ?? '') : (sample ?? ''),
  }
}

/** Undefined where a card has what the form does not: then they stay as JSON. */
function cardsOf(carousel: Component | undefined): CardsForm | undefined {
  const headers = (carousel?.cards ?? []).map((card) => headerOf(componentOf(card, 'HEADER')))
  const format = cardFormats.find((one) => headers.length > 0 && headers.every((header) => header.format === one))
  if (format === undefined) return undefined
  const list = (carousel?.cards ?? []).map((card, at) => {
    const body = componentOf(card, 'BODY')
    const buttons = componentOf(card, 'BUTTONS')?.buttons ?? []
    return { sample: headers[at]?.sample ?? '', body: body?.text ?? '', samples: samplesOf(body), buttons }
  })
  return { format, list }
}

function samplesOf(body: Component | undefined): Record<string, string> {
  const { body_text: lists, body_text_named_params: named } = body?.example ?? {}
  if (Array.isArray(named)) return Object.fromEntries(named.map(({ param_name: name, example }) => [name, example]))
  const values: unknown[] = Array.isArray(lists) ? (Array.isArray(lists[0]) ? lists[0] : lists) : []
  return Object.fromEntries(variablesIn(body?.text).map((name, at) => [name, String(values[at] ?? '')]))
}

export function isNamed({ body, header, cards }: TemplateForm): boolean {
  const texts = [body, header.text, ...(cards?.list ?? []).map((card) => card.body)]
  const names = texts.flatMap(variablesIn)
  return names.length > 0 && names.every((name) => !/^\d+$/.test(name))
}

/** Undefined: `extra` is no JSON list. */
export function componentsOf(form: TemplateForm): Component[] | undefined {
  const further = readExtra(form.extra)
  if (further === undefined) return undefined
  if (form.category === 'AUTHENTICATION') return [...codeComponents(form), ...further]
  const { header, footer, buttons, offer, cards } = form
  if (cards) return [bodyComponent(form, isNamed(form)), carouselComponent(cards, isNamed(form)), ...further]
  return [
    ...(header.format === '' ? [] : [headerComponent(form)]),
    ...(offer
      ? [
          {
            type: 'LIMITED_TIME_OFFER',
            limited_time_offer: { text: offer.text, has_expiration: offer.expires },
          },
        ]
      : []),
    bodyComponent(form, isNamed(form)),
    ...(footer === '' ? [] : [{ type: 'FOOTER', text: footer }]),
    ...(buttons.length === 0 ? [] : [{ type: 'BUTTONS', buttons: buttons.map(written) }]),
    ...further,
  ]
}

export function readExtra(text: string): Component[] | undefined {
  return text.trim() === '' ? [] : (readList(text) as Component[] | undefined)
}

function headerComponent(form: TemplateForm): Component {
  const { format, text, sample } = form.header
  if (format === 'LOCATION' || format === 'PRODUCT') return { type: 'HEADER', format }
  if (format !== 'TEXT') return { type: 'HEADER', format, example: { header_handle: [sample] } }
  const [variable] = variablesIn(text)
  if (variable === undefined) return { type: 'HEADER', format, text }
  const example = isNamed(form)
    ? { header_text_named_params: [{ param_name: variable, example: sample }] }
    : { header_text: [sample] }
  return { type: 'HEADER', format, text, example }
}

function bodyComponent({ body: text, samples }: Pick<TemplateForm, 'body' | 'samples'>, named: boolean): Component {
  const variables = variablesIn(text)
  if (variables.length === 0) return { type: 'BODY', text }
  const example = named
    ? { body_text_named_params: variables.map((name) => ({ param_name: name, example: samples[name] ?? '' })) }
    : { body_text: [variables.map((name) => samples[name] ?? '')] }
  return { type: 'BODY', text, example }
}

function carouselComponent({ format, list }: CardsForm, named: boolean): Component {
  const cards = list.map(({ sample, buttons, ...texts }) => ({
    components: [
      { type: 'HEADER', format, example: { header_handle: [sample] } },
      ...(texts.body === '' ? [] : [bodyComponent(texts, named)]),
      ...(buttons.length === 0 ? [] : [{ type: 'BUTTONS', buttons: buttons.map(written) }]),
    ],
  }))
  return { type: 'CAROUSEL', cards }
}

function codeComponents({ code: { advice, minutes, otp } }: TemplateForm): Component[] {
  return [
    { type: 'BODY', add_security_recommendation: advice },
    ...(minutes === '' ? [] : [{ type: 'FOOTER', code_expiration_minutes: Number(minutes) }]),
    { type: 'BUTTONS', buttons: [written(otp)] },
  ]
}

/** Without fields that are empty; the sample of an address is a list. */
function written(button: Button): Button {
  const example = button.type === 'URL' && typeof button.example === 'string' ? [button.example] : button.example
  const all = { ...button, example }
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== '' && value !== undefined && String(value) !== ''),
  )
}

export type Note = 'name' | 'edge' | 'adjacent' | 'gap' | 'length'

/** What can be told before Meta's rules are asked for, at the field of the form. */
export function notesOf(form: TemplateForm): { name?: Note; body?: Note } {
  return {
    ...(form.name !== '' && !/^[a-z0-9_]{1,512}$/.test(form.name) && { name: 'name' as const }),
    ...(form.category !== 'AUTHENTICATION' && bodyNote(form)),
  }
}

function bodyNote({ body, offer }: TemplateForm): { body?: Note } {
  const text = body.trim()
  if (text.length > (offer ? limits.offerBody : limits.body)) return { body: 'length' }
  if (text.startsWith('{{') || text.endsWith('}}')) return { body: 'edge' }
  if (/\}\}\s{0,9}\{\{/.test(text)) return { body: 'adjacent' }
  const numbers = variablesIn(text).filter((name) => /^\d+$/.test(name))
  return numbers.some((name, at) => name !== String(at + 1)) ? { body: 'gap' } : {}
}

/** The text with one more variable at its end. */
export function withVariable(text: string): string {
  const numbers = variablesIn(text).filter((name) => /^\d+$/.test(name))
  return `${text}${text === '' || text.endsWith(' ') ? '' : ' '}{{${numbers.length + 1}}}`
}

/** The values of its samples by the slots of the template, so that it is drawn as somebody will read it. */
export function sampleValues({ header, samples, cards }: TemplateForm): Record<string, string> {
  const ofBody = (values: TemplateForm['samples'], prefix = '') =>
    Object.entries(values).map(([name, value]) => [`${prefix}body.${name}`, value])
  const ofCards = (cards?.list ?? []).flatMap((card, at) => ofBody(card.samples, `card.${at}.`))
  // The handle of a file that was uploaded is no address at which it could be seen.
  const isShown = header.format === 'TEXT' || /^https?:/i.test(header.sample)
  return Object.fromEntries([['header', isShown ? header.sample : ''], ...ofBody(samples), ...ofCards])
}

const emptyCard: CardForm = { sample: '', body: '', samples: {}, buttons: [{ type: 'QUICK_REPLY', text: '' }] }
export const emptyCards: CardsForm = { format: 'IMAGE', list: [emptyCard, emptyCard] }

/** Cards must be alike: the new one has the buttons of the first, to be filled. */
export function withCard({ format, list }: CardsForm): CardsForm {
  const buttons = (list[0] ?? emptyCard).buttons.map(({ type }) => ({ type, text: '' }) as Button)
  return { format, list: [...list, { ...emptyCard, buttons }] }
}
