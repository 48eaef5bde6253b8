/** A bubble's content besides text and media: a place, contact cards, an order, and the answer to a form. */
import type { Contact, Content, Place } from './content.ts'
import { Avatar, Icon } from './icon.tsx'
import { PlaceMap } from './map.tsx'
import { phoneOf } from './numbers.ts'
import { useFormats, useSurroundings } from './surroundings.tsx'

export function LocationCard({ place: { latitude, longitude, name, address } }: { place: Place }) {
  const { word } = useSurroundings()
  const [north, east] = [Number(latitude), Number(longitude)]
  const where = `${north.toFixed(5)}, ${east.toFixed(5)}`
  const href = `https://www.google.com/maps?q=${encodeURIComponent(`${north},${east}`)}`
  return (
    <a className="place" href={href} target="_blank" rel="noreferrer">
      <PlaceMap latitude={north} longitude={east} label={`${word.location}: ${where}`} />
      {name ? <div className="header">{String(name)}</div> : null}
      <div className="footer">{String(address ?? where)}</div>
    </a>
  )
}

/** The first contact's picture; a tap opens the others and each card's details. */
export function Contacts({ contacts }: { contacts: readonly Contact[] }) {
  const { word } = useSurroundings()
  const { number } = useFormats()
  const [first] = contacts
  const isMany = contacts.length > 1
  const name = first?.name ?? word.contact
  const title = isMany ? `${name} +${number(contacts.length - 1)}` : name
  const [phone] = first?.phones ?? []
  const about = isMany ? word.contacts : (first?.company ?? (phone ? shownPhone(phone) : ''))
  return (
    <div className="file contact">
      <Avatar name={title} />
      <span className="name">
        <span>{title}</span>
        <small>{about}</small>
      </span>
    </div>
  )
}

export function shownPhone(phone: string): string {
  return phoneOf(phone.replace(/[^\d]/g, '')) || phone
}

/** A person's order, or an order of the business: its reference, its status, and its cost. */
export function Order({ items = [], order: named }: Pick<Content, 'items' | 'order'>) {
  const { word } = useSurroundings()
  const { number, money } = useFormats()
  const count = items.reduce((sum, { quantity }) => sum + quantity, 0)
  const total = items.reduce((sum, { quantity, price = 0 }) => sum + quantity * price, 0)
  const cost = items.length > 0 ? `${word.total}: ${money(total, items[0]?.currency)}` : undefined
  const states: Record<string, string> = word.states
  const state = named?.status && (states[named.status] ?? named.status)
  return (
    <div className="file">
      <span className="disc">
        <Icon name="catalog" />
      </span>
      <span className="name">
        <span>{named ? `${word.order} ${named.reference}` : `${number(count)} ${word.items}`}</span>
        <small>{[state, cost].filter(Boolean).join(' · ')}</small>
      </span>
    </div>
  )
}

export function FlowReply() {
  const { word } = useSurroundings()
  return (
    <div className="file">
      <span className="disc">
        <Icon name="flow" />
      </span>
      <span className="name">{word.responseSent}</span>
    </div>
  )
}
