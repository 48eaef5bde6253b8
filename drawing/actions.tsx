/** The buttons below a message: the business's own, and those that only open what the message holds. */
import type { Button, Content, View } from './content.ts'
import { Icon } from './icon.tsx'
import { useSurroundings, useTaps } from './surroundings.tsx'
import type { DrawnWords } from './words-en.ts'

const maxShown = 3

/** With more than three buttons: the first two, and one that opens all, as on a phone. */
export function Actions({ content }: { content: Content }) {
  const { word } = useSurroundings()
  const { tap, open } = useTaps()
  const { buttons = [], list } = content
  const shown = buttons.length > maxShown ? buttons.slice(0, maxShown - 1) : buttons
  const opened = viewsOf(content, word)
  if (shown.length === 0 && list === undefined && opened.length === 0) return null
  const opens = (view: View) => open && (() => open(view, content))
  return (
    <div className="actions">
      {shown.map((button, index) => (
        <Action
          key={index}
          icon={iconOf(button)}
          label={titleOf(button, content, word)}
          onTap={tap && (() => tap(button, content))}
        />
      ))}
      {shown.length < buttons.length && (
        <Action icon="list" label={word.allOptions} onTap={opens({ kind: 'buttons', buttons })} />
      )}
      {list && <Action icon="list" label={list.button || word.allOptions} onTap={opens({ kind: 'list', list })} />}
      {opened.map(({ icon, label, view }) => (
        <Action key={view.kind} icon={icon} label={label} onTap={opens(view)} />
      ))}
    </div>
  )
}

type Opening = { icon: string; label: string; view: View }

/** What only opens a view, or orders a single product. */
function viewsOf(content: Content, word: DrawnWords): Opening[] {
  const { kind, contacts = [], items = [], response, products = [], buttons = [] } = content
  const isOpened = buttons.some((button) => button.kind === 'order')
  const views: Opening[] = []
  if (contacts.length > 0) {
    const label = contacts.length > 1 ? word.viewContacts : word.viewContact
    views.push({ icon: 'contact', label, view: { kind: 'contacts', contacts } })
  }
  if (items.length > 0 && !isOpened)
    views.push({ icon: 'catalog', label: word.viewOrder, view: { kind: 'order', items } })
  if (response) views.push({ icon: 'flow', label: word.viewResponse, view: { kind: 'response', response } })
  if (kind === 'product' && products.length > 0)
    views.push({ icon: 'catalog', label: word.viewProduct, view: { kind: 'catalog' } })
  return views
}

/** Without a tap it is drawn as it is, and is no button. */
function Action({ icon, label, onTap }: { icon: string; label: string; onTap: (() => void) | undefined }) {
  const inside = (
    <>
      <Icon name={icon} />
      <span>{label}</span>
    </>
  )
  if (onTap === undefined) return <span className="action">{inside}</span>
  return (
    <button className="action" type="button" onClick={onTap}>
      {inside}
    </button>
  )
}

const icons: Record<string, string> = {
  order: 'catalog',
  address: 'location',
  phone: 'call',
  call_permission: 'call',
  copy_code: 'code',
  quick_reply: 'reply',
}

export function iconOf({ kind, isAutofill }: Button): string {
  return isAutofill ? 'check' : (icons[kind] ?? kind)
}

/** WhatsApp writes some itself. */
export function titleOf(button: Button, { kind }: Pick<Content, 'kind'>, word: DrawnWords): string {
  if (button.title) return button.title
  if (button.kind === 'catalog') return kind === 'product_list' ? word.viewProducts : word.catalog
  if (button.kind === 'copy_code') return button.isAutofill ? word.autofill : word.copyCode
  const names: Record<string, string> = {
    location: word.sendLocation,
    call: word.call,
    call_permission: word.allowCalls,
    address: word.giveAddress,
    contact: word.shareContact,
    flow: word.open,
    order: word.viewOrder,
  }
  return names[button.kind] ?? '…'
}
