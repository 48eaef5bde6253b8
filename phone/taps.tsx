/** The answer to each button of a message: at once, or after a sheet that asks for what it needs. */

import type { ReactNode } from 'react'
import { iconOf, titleOf } from '../drawing/actions.tsx'
import type { Button, Content, List, View } from '../drawing/content.ts'
import { Icon } from '../drawing/icon.tsx'
import { phoneOf } from '../drawing/numbers.ts'
import { titleOfView, ViewContent } from '../drawing/views.tsx'
import { act, copy, isNumber } from './act.ts'
import { Catalog } from './catalog.tsx'
import { Drawing } from './drawing.tsx'
import { openFlow } from './flow.tsx'
import { openPlaces } from './places.tsx'
import { Choice, closeSheet, Field, openSheet, Pick, SheetForm, toast } from './sheet.tsx'
import { businessOf, type Chat } from './store.ts'
import { word } from './words.ts'

/** `context`: the wamid of the message. */
export function tap(chat: Chat, context: string, button: Button, content: Content): unknown {
  const { kind, title, id } = button
  switch (kind) {
    case 'reply':
    case 'quick_reply':
      return act(chat, { type: 'button', messageId: context, ...(id ? { id } : { title }) })
    case 'url':
      return /^https?:\/\//i.test(button.url ?? '') && window.open(button.url, '_blank', 'noreferrer')
    case 'location':
      return openPlaces(chat, { context })
    case 'contact':
      return shareContact(chat, context)
    case 'address':
      return openAddress(chat, context)
    case 'flow':
      return openFlow(title || word.flowAnswer, button.flow ?? {}, (response) =>
        act(chat, { type: 'flow', context, response }),
      )
    case 'copy_code':
      return button.isAutofill ? toast(`${word.filledIn}: ${button.code}`) : copy(button.code ?? '', word.copied)
    case 'phone':
    case 'call':
      return openCall(button.phone ? phoneOf(button.phone.replace(/\D/g, '')) : businessOf(chat))
    case 'call_permission':
      return openPermission(chat, context)
    case 'order':
      return openView(chat, context, { kind: 'order', items: content.items ?? [] }, content)
    case 'catalog':
      return openView(chat, context, { kind: 'catalog' }, content)
    default:
      return toast(word.elsewhere)
  }
}

/** What a button opens: where a choice is to be made it is made here; all else is only read. */
export function openView(chat: Chat, context: string, view: View, content: Content): void {
  const title = titleOfView(view, word)
  if (view.kind === 'list') openSheet(view.list.button || word.chooseRow, rowsOf(chat, context, view.list))
  else if (view.kind === 'buttons') openSheet(title, choicesOf(chat, context, view.buttons, content))
  else if (view.kind === 'catalog') {
    const order = (cart: object) => act(chat, { type: 'order', context, ...cart })
    openSheet(content.header ?? title, <Catalog content={content} onOrder={order} />)
  } else
    openSheet(
      title,
      <Drawing>
        <ViewContent view={view} content={content} />
      </Drawing>,
    )
}

function rowsOf(chat: Chat, context: string, { sections }: List): ReactNode {
  const pick = (id: string | undefined) => act(chat, { type: 'option', messageId: context, id })
  return sections.map(({ title, rows }, index) => (
    <section key={index}>
      {title && <h3>{title}</h3>}
      {rows.map((row, at) => (
        <Pick key={at} title={row.title} description={row.description} onPick={() => pick(row.id)} />
      ))}
    </section>
  ))
}

function choicesOf(chat: Chat, context: string, buttons: readonly Button[], content: Content): ReactNode {
  return buttons.map((button, index) => (
    <Choice
      key={index}
      icon={iconOf(button)}
      title={titleOf(button, content, word)}
      onPick={() => tap(chat, context, button, content)}
    />
  ))
}

/** A person without a visible number says which it is. */
function shareContact(chat: Chat, context: string): unknown {
  if (isNumber(chat.person)) return act(chat, { type: 'contact_info', context })
  const send = (data: FormData) =>
    act(chat, { type: 'contact_info', context, phone: String(data.get('phone')).replace(/\D/g, '') })
  return openSheet(
    word.phone,
    <SheetForm action={word.send} onSend={send}>
      <Field label={word.phone} name="phone" required />
    </SheetForm>,
  )
}

const addressFields = ['name', 'phone_number', 'address', 'city', 'state', 'in_pin_code']

function openAddress(chat: Chat, context: string): void {
  const labels = [word.name, word.phone, word.address, word.city, word.region, word.postCode]
  const send = (data: FormData) => act(chat, { type: 'address', context, values: Object.fromEntries(data) })
  openSheet(
    word.giveAddress,
    <SheetForm action={word.send} onSend={send}>
      {addressFields.map((name, index) => (
        <Field key={name} label={labels[index] ?? name} name={name} required={index < 4} />
      ))}
    </SheetForm>,
  )
}

function openCall(who: string): void {
  openSheet(
    word.call,
    <>
      <p className="calling" role="status">
        <Icon name="call" />
        <strong>{who}</strong>
        {word.calling}
      </p>
      <button className="primary alarm" type="button" onClick={closeSheet}>
        {word.hangUp}
      </button>
    </>,
  )
}

function openPermission(chat: Chat, context: string): void {
  const answer = (response: string) => act(chat, { type: 'call_permission', context, messageId: context, response })
  openSheet(
    word.allowCalls,
    <>
      <Choice icon="check" title={word.allow} onPick={() => answer('accept')} />
      <Choice icon="close" title={word.refuse} onPick={() => answer('reject')} />
    </>,
  )
}
