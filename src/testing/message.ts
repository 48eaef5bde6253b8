/** A message as a person sees it, made of what the sandbox's phone shows. Pure. */

export type PhoneMessage = {
  /** WhatsApp's id. */
  wamid: string
  /** `out`: from the business. */
  direction: 'in' | 'out'
  /** As on the wire: text, image, interactive, template and so on. */
  type: string
  /** The body's or the caption's text, with a template's values in it. */
  text?: string
  header?: string
  footer?: string
  /** The titles of its buttons, those of its cards included. */
  buttons: string[]
  /** The titles of its list's rows. */
  rows: string[]
  /** The name of the template. */
  template?: string
  media?: { kind: string; link?: string; id?: string; filename?: string }
  location?: Record<string, unknown>
  contacts?: { name: string; phones: string[] }[]
  reaction?: { emoji: string; messageId: string }
  /** The wamid of the message that it answers. */
  quotes?: string
  status: string
  /** Why WhatsApp reported a failure. */
  failure?: { code: number }
  /** The message as on the wire. */
  body: Record<string, unknown>
}

type Button = { kind: string; title: string; id?: string; payload?: string; flow?: { token?: string } }
type Row = { id: string; title: string }
type Card = { buttons?: Button[] }

type Rendered = Pick<PhoneMessage, 'text' | 'header' | 'footer' | 'media' | 'location' | 'reaction' | 'quotes'> & {
  contacts?: PhoneMessage['contacts']
  buttons?: Button[]
  cards?: Card[]
  list?: { sections: { rows: Row[] }[] }
}

/** An entry of GET /_sandbox/messages. */
export type Shown = Pick<PhoneMessage, 'wamid' | 'direction' | 'status' | 'failure'> & {
  seq: number
  body: string
  rendered: Rendered
}

export function messageOf(entry: Shown): PhoneMessage {
  const { wamid, direction, status, failure, rendered } = entry
  const body = JSON.parse(entry.body)
  const { text, header, footer, media, location, contacts, reaction, quotes } = rendered
  const shown = {
    text,
    header,
    footer,
    media,
    location,
    contacts,
    reaction,
    quotes,
    failure,
    template: body.template?.name,
  }
  return {
    wamid,
    direction,
    type: body.type ?? 'text',
    buttons: buttonsOf(rendered).map(({ title }) => title),
    rows: rowsOf(rendered).map(({ title }) => title),
    status,
    ...Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined)),
    body,
  }
}

/** One line about it, for an error. */
export function lineOf({ type, text, template, buttons, rows, status }: PhoneMessage): string {
  const parts = { text, template, buttons: orNone(buttons), rows: orNone(rows), status }
  return `${type} ${JSON.stringify(parts)}`
}

function orNone(titles: string[]): string[] | undefined {
  return titles.length === 0 ? undefined : titles
}

/** The person's act by which the choice is tapped; undefined if the message does not offer it. */
export function tapOn({ wamid, rendered }: Shown, choice: string, answers?: object): Tap | undefined {
  const row = rowsOf(rendered).find(({ id, title }) => choice === id || choice === title)
  if (row !== undefined) return { act: { type: 'option', messageId: wamid, id: row.id } }
  const buttons = buttonsOf(rendered)
  const button = buttons.find(({ id, title, payload }) => [title, id, payload].includes(choice))
  if (button === undefined) return undefined
  if (button.kind === 'flow') {
    const response = { flow_token: button.flow?.token ?? 'unused', ...answers }
    return { act: { type: 'flow', context: wamid, response } }
  }
  if (button.kind !== 'reply' && button.kind !== 'quick_reply') return { silent: button.kind }
  const index = buttons.filter(({ kind }) => kind === 'reply' || kind === 'quick_reply').indexOf(button)
  return { act: { type: 'button', messageId: wamid, index } }
}

/** `silent`: a kind of button that opens something on the phone and tells the business nothing. */
export type Tap = { act: Record<string, unknown> } | { silent: string }

function buttonsOf({ buttons = [], cards = [] }: Rendered): Button[] {
  return [...buttons, ...cards.flatMap((card) => card.buttons ?? [])]
}

function rowsOf({ list }: Rendered): Row[] {
  return list?.sections.flatMap(({ rows }) => rows) ?? []
}
