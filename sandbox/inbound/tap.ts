/**
 * A person taps a list row or a button, in the named message or in the last one with something to tap; the row or
 * button is chosen by index, id or title. The result is WhatsApp's message for that tap.
 */
import type { HistoryEntry } from '../history.ts'
import type { Rendered, RenderedButton, RenderedRow } from '../rendering/parts.ts'
import { renderEntry } from '../rendering/rendered.ts'
import type { Json } from '../wire.ts'
import { textAt } from '../wire.ts'
import type { Act, Content } from './act.ts'

export function tapOption(act: Act): Content {
  const found = findMessage(act, (rendered) => rowsOf(rendered).length > 0)
  if (found === undefined) return 'there is no list to tap on this phone'
  const row = chosen(rowsOf(renderEntry(found)), act.body)
  if (row === undefined) return `the list has no such row: ${describe(act.body)}`
  const { id, title, description } = row
  const reply = { id, title, ...(description === undefined ? {} : { description }) }
  return withContext(act, found, { type: 'interactive', interactive: { type: 'list_reply', list_reply: reply } })
}

export function tapButton(act: Act): Content {
  const found = findMessage(act, (rendered) => buttonsIn(rendered).length > 0)
  if (found === undefined) return 'there is no button to tap on this phone'
  const button = chosen(buttonsIn(renderEntry(found)), act.body)
  if (button === undefined) return `the message has no such button: ${describe(act.body)}`
  const { id, title, payload, kind } = button
  const content =
    kind === 'reply'
      ? { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id, title } } }
      : { type: 'button', button: { payload: payload ?? title, text: title } }
  return withContext(act, found, content)
}

function rowsOf(rendered: Rendered): readonly RenderedRow[] {
  return rendered.list?.sections.flatMap((section) => section.rows) ?? []
}

/**
 * The buttons that answer the business; a URL opens in the browser and sends nothing. The numbering of cards' buttons
 * continues from card to card.
 */
function buttonsIn(rendered: Rendered): readonly RenderedButton[] {
  const all = [...(rendered.buttons ?? []), ...(rendered.cards ?? []).flatMap((card) => card.buttons ?? [])]
  return all.filter(({ kind }) => kind === 'reply' || kind === 'quick_reply')
}

function findMessage(act: Act, hasSomething: (rendered: Rendered) => boolean): HistoryEntry | undefined {
  const { world, phoneNumber, person, body } = act
  const wamid = textAt(body, 'messageId') ?? textAt(body, 'wamid')
  return world.history.latest(
    (entry) =>
      entry.direction === 'out' &&
      entry.person === person &&
      entry.phoneNumberId === phoneNumber.phoneNumberId &&
      (wamid === undefined || entry.wamid === wamid) &&
      hasSomething(renderEntry(entry)),
  )
}

/** By index, otherwise by id, otherwise by title (or `text`), otherwise the first. */
function chosen<Item extends { id?: string; title: string }>(
  items: readonly Item[],
  { index, id, title, text }: Json,
): Item | undefined {
  if (index !== undefined) return items[Number(index)]
  if (id !== undefined) return items.find((item) => item.id === id)
  const wanted = title ?? text
  return wanted === undefined ? items[0] : items.find((item) => item.title === wanted)
}

function describe({ index, id, title, text }: Json): string {
  return JSON.stringify({ index, id, title: title ?? text })
}

function withContext(act: Act, entry: HistoryEntry, content: Json): Content {
  return { context: { from: act.phoneNumber.displayNumber, id: entry.wamid }, ...content }
}
