/** What a message's buttons open, to be read: contacts, an order, the answers of a form, a list, all buttons. */
import { iconOf, titleOf } from './actions.tsx'
import { shownPhone } from './cards.tsx'
import type { Contact, Content, Item, List, View } from './content.ts'
import { Avatar, Icon } from './icon.tsx'
import { ProductPicture, priceOf, productCurrency } from './products.tsx'
import { useFormats, useSurroundings } from './surroundings.tsx'
import type { DrawnWords } from './words-en.ts'

export function titleOfView(view: View, word: DrawnWords): string {
  const titles: Record<View['kind'], string> = {
    contacts: view.kind === 'contacts' && view.contacts.length > 1 ? word.contacts : word.contact,
    order: word.order,
    response: word.responseSent,
    list: (view.kind === 'list' && view.list.button) || word.allOptions,
    buttons: word.allOptions,
    catalog: word.products,
  }
  return titles[view.kind]
}

export function ViewContent({ view, content }: { view: View; content: Content }) {
  switch (view.kind) {
    case 'contacts':
      return view.contacts.map((contact, index) => <ContactCard key={index} contact={contact} />)
    case 'order':
      return view.items.map((item) => <OrderLine key={item.id} item={item} />)
    case 'response':
      return <Answers response={view.response} />
    case 'list':
      return <Rows list={view.list} />
    case 'buttons':
      return <Buttons content={content} />
    case 'catalog':
      return (content.products ?? []).map((id) => <Product key={id} id={id} />)
  }
}

function ContactCard({ contact: { name, phones, emails = [], company, waId } }: { contact: Contact }) {
  const { word } = useSurroundings()
  const lines = [company, ...phones.map(shownPhone), ...emails].filter(Boolean)
  return (
    <section className="contact-card">
      <div className="line">
        <Avatar name={name} />
        <strong>{name}</strong>
      </div>
      {lines.map((text) => (
        <div key={text}>{text}</div>
      ))}
      {!waId && <small>{word.invite}</small>}
    </section>
  )
}

function OrderLine({ item: { id, quantity, price, currency } }: { item: Item }) {
  const { number, money } = useFormats()
  return (
    <div className="pair view-line">
      <span>
        {number(quantity)} × {id}
      </span>
      {price !== undefined && <strong>{money(price * quantity, currency)}</strong>}
    </div>
  )
}

function Answers({ response }: { response: Record<string, unknown> }) {
  const lines = Object.entries(response).filter(([key]) => key !== 'flow_token')
  return lines.map(([key, value]) => (
    <div className="pair view-line" key={key}>
      <span>{key}</span>
      <strong>{typeof value === 'string' ? value : JSON.stringify(value)}</strong>
    </div>
  ))
}

function Rows({ list: { sections } }: { list: List }) {
  return sections.map(({ title, rows }, index) => (
    <section key={index}>
      {title && <h3>{title}</h3>}
      {rows.map((row, at) => (
        <div className="view-line view-row" key={at}>
          <strong>{row.title}</strong>
          {row.description && <small>{row.description}</small>}
        </div>
      ))}
    </section>
  ))
}

function Buttons({ content }: { content: Content }) {
  const { word } = useSurroundings()
  return (content.buttons ?? []).map((button, index) => (
    <div className="product-line" key={index}>
      <span className="disc">
        <Icon name={iconOf(button)} />
      </span>
      <strong>{titleOf(button, content, word)}</strong>
    </div>
  ))
}

function Product({ id }: { id: string }) {
  const { money } = useFormats()
  return (
    <div className="product-line">
      <ProductPicture id={id} />
      <strong>{id}</strong>
      <small>{money(priceOf(id), productCurrency)}</small>
    </div>
  )
}
