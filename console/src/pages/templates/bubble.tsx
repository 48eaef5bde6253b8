/** A template as a bubble of WhatsApp: header, text with its marks, footer, buttons; cards beside each other. */
import type { ReactNode } from 'react'
import { useWords } from '../../words/words.tsx'
import { type Component, componentOf, type TemplateLike } from './slots.ts'

export function Bubble({ definition }: { definition: TemplateLike }) {
  const { t } = useWords()
  const cards = componentOf(definition, 'CAROUSEL')?.cards ?? []
  return (
    <figure className="chat" aria-label={t('template.preview')}>
      <Parts definition={definition} />
      {cards.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        <section className="carousel" tabIndex={0} aria-label={t('template.cards')}>
          {/* Cards have no name but their place. */}
          {cards.map(({ components }, index) => (
            <Parts key={index} definition={{ components }} />
          ))}
        </section>
      )}
    </figure>
  )
}

function Parts({ definition }: { definition: TemplateLike }) {
  const of = (type: string) => componentOf(definition, type)
  const header = of('HEADER')
  const buttons = of('BUTTONS')?.buttons ?? []
  return (
    <div className="bubble">
      {header && <Header header={header} />}
      {of('LIMITED_TIME_OFFER')?.limited_time_offer && (
        <p className="bubble-offer">{of('LIMITED_TIME_OFFER')?.limited_time_offer?.text}</p>
      )}
      <p className="said">{marked(of('BODY')?.text ?? '')}</p>
      {of('FOOTER')?.text !== undefined && <p className="soft small">{of('FOOTER')?.text}</p>}
      {buttons.map(({ text, type }) => (
        <span key={`${type} ${text}`} className="bubble-button">
          {text ?? type}
        </span>
      ))}
    </div>
  )
}

function Header({ header: { format, text } }: { header: Component }) {
  const { t } = useWords()
  if (text !== undefined)
    return (
      <p>
        <b>{marked(text)}</b>
      </p>
    )
  const kind = (['image', 'video', 'document', 'location'] as const).find((one) => one === format?.toLowerCase())
  return <p className="bubble-media">{kind === undefined ? format : t(`kind.${kind}`)}</p>
}

/** WhatsApp's marks, and variables as they are: what stands for them differs from message to message. */
function marked(text: string): ReactNode[] {
  return text.split(/(\*[^*\n]+\*|_[^_\n]+_|\{\{\w+\}\})/).map((part, index) => {
    const key = `${index} ${part}`
    if (/^\*.+\*$/.test(part)) return <b key={key}>{part.slice(1, -1)}</b>
    if (/^_.+_$/.test(part)) return <i key={key}>{part.slice(1, -1)}</i>
    return /^\{\{/.test(part) ? <mark key={key}>{part}</mark> : part
  })
}
