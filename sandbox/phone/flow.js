/**
 * A flow's form: drawn screen by screen from the flow's JSON if the sandbox has it, otherwise as free fields. The
 * answer is the payload of the flow's last button, with the flow's token.
 */
import { element } from '/element.js'
import { closeSheet, field, form, openSheet } from '/sheet.js'
import { get } from '/store.js'
import { word } from '/words.js'

/** `flow`: id, name, token, first screen and data, as in the message. */
export async function openFlow(title, flow, onAnswer) {
  const screens = screensOf(await find(flow).catch(() => undefined))
  const answer = (response) => onAnswer({ ...response, flow_token: flow.token ?? 'unused' })
  if (screens.length === 0) return openGeneric(title, answer)
  const first = screens.find(({ id }) => id === flow.screen) ?? screens[0]
  showScreen({ screens, answer, forms: {}, title }, first, flow.data ?? {})
}

/** A message names its flow by id or by name. */
async function find({ id, name }) {
  const found = id ?? (await get('flows')).find((flow) => flow.name === name)?.id
  return found && get(`flows/${encodeURIComponent(found)}`)
}

function screensOf(known) {
  const screens = known?.json?.screens
  return Array.isArray(screens) ? screens : []
}

function openGeneric(title, answer) {
  const pairs = element('div', {})
  const add = () => {
    const number = pairs.children.length + 1
    pairs.append(
      element(
        'div.two',
        {},
        field(`${word.field} ${number}`, { name: 'key', maxLength: 80 }),
        field(`${word.value} ${number}`, { name: 'value' }),
      ),
    )
  }
  add()
  const more = element('button.link', { type: 'button', onclick: add }, word.addField)
  const help = element('p.help', { textContent: word.flowHelp })
  const send = (data) => {
    const values = data.getAll('value')
    const entries = data.getAll('key').map((key, index) => [key.trim(), values[index]])
    answer(Object.fromEntries(entries.filter(([key]) => key !== '')))
  }
  openSheet(title, [help, form([pairs, more], word.send, send)])
}

function showScreen(run, screen, data) {
  const footer = partsOf(screen).find(({ type }) => type === 'Footer')
  const known = { ...examplesOf(screen.data), ...data }
  const parts = partsOf(screen)
    .map((part) => draw(part, known))
    .filter(Boolean)
  const send = (sent) => {
    run.forms[screen.id] = valuesOf(screen, sent)
    proceed(run, screen, footer?.['on-click-action'] ?? { name: 'complete' }, known)
  }
  const label = filled(footer?.label, { data: known }) ?? word.next
  openSheet(screen.title ?? run.title, [form(parts, label, send, true)])
}

function proceed(run, screen, action, data) {
  const { forms, screens } = run
  const payload = filledAll(action.payload ?? forms[screen.id], { form: forms[screen.id], data, screen: forms })
  const following = screens[screens.indexOf(screen) + 1]
  const next = screens.find(({ id }) => id === action.next?.name)
  if (action.name === 'navigate' && next) return showScreen(run, next, payload)
  // The sandbox has no endpoint: an exchange continues with the next screen, or ends.
  if (action.name === 'data_exchange' && following) return showScreen(run, following, { ...data, ...payload })
  closeSheet()
  run.answer(payload)
}

function partsOf(screen) {
  const flat = (parts = []) => parts.flatMap((part) => (part.type === 'Form' ? flat(part.children) : [part]))
  return flat(screen.layout?.children)
}

function examplesOf(declared = {}) {
  return Object.fromEntries(Object.entries(declared).map(([key, value]) => [key, value?.__example__]))
}

const texts = {
  TextHeading: 'h3',
  TextSubheading: 'h4',
  TextBody: 'p',
  TextCaption: 'p',
}
const inputs = { number: 'number', email: 'email', password: 'password', passcode: 'password', phone: 'tel' }

function draw(part, data) {
  const value = (key) => filled(part[key], { data })
  const { type, name } = part
  if (texts[type]) return element(texts[type], { textContent: [value('text')].flat().join('\n') })
  const label = value('label') ?? name
  const common = { name, required: value('required') === true }
  switch (type) {
    case 'TextInput':
      return field(label, {
        ...common,
        type: inputs[part['input-type']] ?? 'text',
        placeholder: value('helper-text') ?? '',
      })
    case 'TextArea':
      return field(label, { ...common, rows: 3 }, 'textarea')
    case 'DatePicker':
    case 'CalendarPicker':
      return field(label, { ...common, type: 'date' })
    case 'Dropdown':
      return field(
        label,
        common,
        'select',
        element('option', { value: '' }, word.chooseOne),
        ...options(value('data-source')),
      )
    case 'RadioButtonsGroup':
    case 'ChipsSelector':
    case 'CheckboxGroup':
      return group(label, part, common, value('data-source'))
    case 'OptIn':
      return tick({ ...common, type: 'checkbox', value: 'true' }, label)
    default:
      return undefined
  }
}

function options(source = []) {
  return source.map(({ id, title }) => element('option', { value: id, textContent: title }))
}

function group(label, { type }, { name, required }, source = []) {
  const kind = type === 'RadioButtonsGroup' ? 'radio' : 'checkbox'
  const legend = element('legend', { textContent: label })
  const ticks = source.map(({ id, title }) =>
    tick({ name, type: kind, value: id, required: required && kind === 'radio' }, title),
  )
  return element('fieldset', {}, legend, ...ticks)
}

function tick(properties, label) {
  return element('label.tick-line', {}, element('input', properties), element('span', { textContent: label }))
}

function valuesOf(screen, sent) {
  const named = partsOf(screen).filter(({ name }) => name)
  return Object.fromEntries(
    named.map(({ name, type }) => {
      if (type === 'OptIn') return [name, sent.has(name)]
      return [name, type === 'CheckboxGroup' || type === 'ChipsSelector' ? sent.getAll(name) : (sent.get(name) ?? '')]
    }),
  )
}

/**
 * `${form.name}`, `${data.name}` or `${screen.FIRST.form.name}` alone are resolved; other values are returned
 * unchanged.
 */
function filled(value, scope) {
  const path = typeof value === 'string' ? /^\$\{([\w.]+)\}$/.exec(value)?.[1].split('.') : undefined
  if (!path) return value
  const steps = path[0] === 'screen' ? [path[0], path[1], ...path.slice(3)] : path
  return steps.reduce((at, key) => (at && Object.hasOwn(at, key) ? at[key] : undefined), scope)
}

function filledAll(payload, scope) {
  return Object.fromEntries(Object.entries(payload ?? {}).map(([key, value]) => [key, filled(value, scope)]))
}
