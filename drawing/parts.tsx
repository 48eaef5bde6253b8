/** What a bubble or a card holds, in WhatsApp's order, with the time where it fits. */
import type { ReactNode } from 'react'
import { Contacts, FlowReply, LocationCard, Order } from './cards.tsx'
import type { Content, Message, State } from './content.ts'
import { endsInBlock, Formatted, isEmojiOnly, Preview } from './formatted.tsx'
import { Icon } from './icon.tsx'
import { MediaPart } from './media.tsx'
import { Offer } from './offer.tsx'
import { Products } from './products.tsx'
import { formatsIn, type Surroundings, useSurroundings } from './surroundings.tsx'

/** `message`: whose time and ticks it shows; a card has none. */
export function ContentParts({ content, message }: { content: Content; message?: Message }) {
  const surroundings = useSurroundings()
  const { media, location, products = [], offer, header, contacts = [], items, order, buttons, kind } = content
  const last = lastPartOf(content)
  const stamp = message?.at === undefined ? undefined : stampText(message, message.at, surroundings)
  const room = stamp !== undefined && last === 'within' && <Room text={stamp} />
  return (
    <div className="content">
      {message?.quoted && <Quote quoted={message.quoted} />}
      {media && <MediaPart media={media} caption={content.text} />}
      {location && <LocationCard place={location} />}
      {products.length > 0 && <Products ids={products} isList={kind === 'product_list'} />}
      {offer && <Offer offer={offer} buttons={buttons} />}
      {header && (
        <div className="header">
          <Formatted text={header} hasVariables={surroundings.hasVariables} />
        </div>
      )}
      {contacts.length > 0 && <Contacts contacts={contacts} />}
      {(items || order) && <Order items={items} order={order} />}
      {kind === 'flow_reply' && <FlowReply />}
      <Said content={content} room={room} />
      {message && stamp !== undefined && <Stamp message={message} text={stamp} where={last} />}
    </div>
  )
}

/** The words at the end; where there are none and nothing else either, a notice. */
function Said({ content, room }: { content: Content; room: ReactNode }) {
  const { word, hasVariables } = useSurroundings()
  const { kind, text, footer } = content
  const notice = isEmpty(content) ? (kind === 'revoked' ? word.takenBack : word.unsupported) : undefined
  return (
    <>
      {text && kind !== 'flow_reply' && (
        <div className={isEmojiOnly(text) ? 'text emoji' : 'text'}>
          <Formatted text={text} hasVariables={hasVariables} />
          {footer === undefined && room}
        </div>
      )}
      {notice && (
        <div className="footer">
          {notice}
          {footer === undefined && room}
        </div>
      )}
      {footer && (
        <div className="footer">
          {footer}
          {room}
        </div>
      )}
    </>
  )
}

function isEmpty(content: Content): boolean {
  const { text, media, cards, location, contacts, products, items, header, buttons, list, offer, response, order } =
    content
  const parts = [text, media, cards, location, contacts, products, items, header, buttons, list, offer, response, order]
  return !parts.some(Boolean)
}

type Position = 'within' | 'over' | 'below'

const pictured = new Set(['image', 'video', 'gif'])

/** The time goes into the last line of text where it fits, onto a picture without a caption, or below anything else. */
function lastPartOf(content: Content): Position {
  const { kind, text, footer, media, location, products, offer, header, contacts, items, order } = content
  if (footer) return 'within'
  if (text && kind !== 'flow_reply') return endsInBlock(text) ? 'below' : 'within'
  if (isEmpty(content)) return 'within'
  const isLast = ![location, products?.length, offer, header, contacts?.length, items, order].some(Boolean)
  return media && pictured.has(media.kind) && isLast && kind !== 'flow_reply' ? 'over' : 'below'
}

/** As wide as the time and the ticks, which overlay it. */
function Room({ text }: { text: string }) {
  return (
    <span className="room" aria-hidden="true">
      {text}
    </span>
  )
}

function stampText({ content: { isEdited } }: Message, at: number, { word, locale }: Surroundings): string {
  return `${isEdited ? `${word.edited} ` : ''}${formatsIn(locale).time(at)}`
}

function Stamp({ message, text, where }: { message: Message; text: string; where: Position }) {
  const { linkTime } = useSurroundings()
  const time = <time dateTime={message.at === undefined ? undefined : new Date(message.at).toISOString()}>{text}</time>
  return (
    <span className={`stamp ${where}`}>
      {linkTime ? linkTime(message, time) : time}
      {message.state && <Tick state={message.state} />}
    </span>
  )
}

const ticks: Record<State, string> = {
  accepted: 'clock',
  sent: 'tick',
  delivered: 'ticks',
  read: 'ticks',
  played: 'ticks',
  received: 'ticks',
  failed: 'failed',
}

export function Tick({ state }: { state: State }) {
  const { word } = useSurroundings()
  return (
    <span className={`tick ${state}`} role="img" aria-label={word[state]} title={word[state]}>
      <Icon name={ticks[state]} />
    </span>
  )
}

/** The beginning of what is answered; a tap goes to it. */
function Quote({ quoted: { id, who, text } }: { quoted: NonNullable<Message['quoted']> }) {
  const { onQuote } = useSurroundings()
  const inside = (
    <>
      {who && <strong>{who}</strong>}
      <span>
        <Preview text={text} />
      </span>
    </>
  )
  if (id === undefined || onQuote === undefined) return <blockquote className="quote">{inside}</blockquote>
  return (
    <blockquote className="quote">
      <button type="button" onClick={() => onQuote(id)}>
        {inside}
      </button>
    </blockquote>
  )
}
