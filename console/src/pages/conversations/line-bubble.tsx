/** One message as a bubble: what it is, its time, and how far it came. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useWords, type WordKey } from '../../words/words.tsx'
import { kindOf } from '../messages/source.ts'
import type { Line } from './source.ts'

type Bubble = Line['bubble']

export function LineBubble({ line, botId }: { line: Line; botId: string }) {
  const { t, locale } = useWords()
  const { by, bubble, createdAt, messageId } = line
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(new Date(createdAt))
  return (
    <article
      className={`bubble line ${by === 'bot' ? 'own' : 'theirs'}`}
      aria-label={t(by === 'bot' ? 'way.out' : 'way.in')}
    >
      <Quote quoted={bubble.quoted} />
      <Content bubble={bubble} />
      {line.status === 'FAILED' && <p className="problem small">{t('chat.failed')}</p>}
      <p className="line-foot">
        <Link to="/messages/$botId/$messageId" params={{ botId, messageId }} aria-label={t('chat.timeline', { clock })}>
          <time dateTime={createdAt}>{clock}</time>
        </Link>
        {by === 'bot' && <Tick status={line.status} />}
      </p>
    </article>
  )
}

const ticks: Record<string, { signs: string; word: WordKey }> = {
  CREATED: { signs: '◷', word: 'state.queued' },
  DELIVERED_CHANNEL: { signs: '✓', word: 'state.sent' },
  DELIVERED_USER: { signs: '✓✓', word: 'state.delivered' },
  READ: { signs: '✓✓', word: 'state.read' },
  REPLY: { signs: '✓✓', word: 'state.read' },
  FAILED: { signs: '!', word: 'state.failed' },
}

function Tick({ status }: { status: string }) {
  const { t } = useWords()
  const tick = ticks[status]
  if (tick === undefined) return null
  return (
    <span className={`tick ${status.toLowerCase()}`} role="img" aria-label={t(tick.word)} title={t(tick.word)}>
      {tick.signs}
    </span>
  )
}

function Content({ bubble }: { bubble: Bubble }) {
  const { t } = useWords()
  const kind = bubble.type.toLowerCase()
  const file = ownAddress(bubble.mediaUrl)
  if (kind === 'reaction') return <Reaction emoji={said(bubble.emoji)} />
  if (kind === 'location') return <Place bubble={bubble} />
  const media = bubble.mediaUrl === undefined ? undefined : <Media kind={kind} file={file} bubble={bubble} />
  const text = bubble.text ?? ''
  return (
    <>
      {media}
      {text !== '' && <p className="said">{text}</p>}
      {media === undefined && text === '' && <p className="soft">{kindOf(bubble.type, t)}</p>}
    </>
  )
}

/** The beginning of what a person quotes. */
function Quote({ quoted }: { quoted: unknown }) {
  const text = said((quoted as { text?: unknown } | undefined)?.text)
  return text === '' ? null : <blockquote className="line-quote small soft">{text}</blockquote>
}

function Reaction({ emoji }: { emoji: string }) {
  const { t } = useWords()
  return <p>{emoji === '' ? t('chat.reaction_taken') : t('chat.reaction', { emoji })}</p>
}

function Place({ bubble }: { bubble: Bubble }) {
  const { t } = useWords()
  const { lat, long } = (bubble.coordinates ?? {}) as { lat?: number; long?: number }
  const name = said(bubble.name) || bubble.text || t('kind.location')
  if (lat === undefined || long === undefined) return <p>{name}</p>
  return (
    <p>
      <a href={`https://www.openstreetmap.org/?mlat=${lat}&mlon=${long}`} rel="noreferrer" target="_blank">
        {name}
      </a>
    </p>
  )
}

/** Files of this gateway are shown; what lies elsewhere is only a link, since the page asks nobody else. */
function Media({ kind, file, bubble }: { kind: string; file: string | undefined; bubble: Bubble }): ReactNode {
  const { t } = useWords()
  const name = said(bubble.filename) || kindOf(bubble.type, t)
  if (file === undefined)
    return (
      <p>
        <a href={bubble.mediaUrl} rel="noreferrer" target="_blank">
          {name}
        </a>
      </p>
    )
  if (kind === 'image' || kind === 'sticker')
    return <img className={`line-${kind}`} src={file} alt={bubble.text || name} loading="lazy" />
  // What a person recorded has no captions.
  // biome-ignore lint/a11y/useMediaCaption: there is none
  if (kind === 'audio') return <audio controls src={file} aria-label={name} preload="none" />
  // biome-ignore lint/a11y/useMediaCaption: there is none
  if (kind === 'video') return <video className="line-image" controls src={file} aria-label={name} preload="none" />
  return (
    <p>
      <a href={file} download>
        {name}
      </a>
    </p>
  )
}

/** The path alone: the gateway's public address need not be the one at which the console is open. */
function ownAddress(url: string | undefined): string | undefined {
  const path = url === undefined || !URL.canParse(url) ? undefined : new URL(url).pathname
  return path !== undefined && /^\/media\/[^/]+\/[^/]+$/.test(path) ? path : undefined
}

function said(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
