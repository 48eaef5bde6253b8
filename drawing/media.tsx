/**
 * Photos, videos, sound, documents and stickers. What another host has is fetched only as the page decides, so that
 * viewing a chat need not reveal anything to that host. A placeholder names what cannot be shown.
 */
import { useState } from 'react'
import type { Media } from './content.ts'
import { Icon, Spoken } from './icon.tsx'
import { isMoving, Lightbox, type Pictured } from './lightbox.tsx'
import { PlaceMap } from './map.tsx'
import { Player } from './player.tsx'
import { type MediaFile, useSurroundings } from './surroundings.tsx'

type Props = { media: Media; caption: string | undefined }

export function MediaPart({ media, caption }: Props) {
  const { word, fileOf } = useSurroundings()
  const file = fileOf(media)
  const { kind, filename } = media
  if (kind === 'document') return <Document source={file?.source} title={filename ?? word.document} />
  if (kind === 'location') return <PlaceMap latitude={0} longitude={0} label={word.location} />
  return (
    <div className={`media ${kind}`}>
      {/* Another file is another picture: nothing of what was asked for the first holds for it. */}
      <Loaded key={file?.source} media={media} file={file} caption={caption} />
    </div>
  )
}

function Loaded({ media, file, caption }: Props & { file: MediaFile | undefined }) {
  const [isWanted, setWanted] = useState(false)
  const [isBroken, setBroken] = useState(false)
  const { kind, link, isVoice } = media
  const isSound = kind === 'audio'
  if (file === undefined || isBroken)
    return isSound ? <Player source={undefined} isVoice={isVoice} /> : <Missing kind={kind} link={link} />
  if (file.way === 'link') return <Elsewhere kind={kind} source={file.source} />
  if (file.way === 'ask' && !isWanted)
    return <Offered kind={kind} link={file.source} onWanted={() => setWanted(true)} />
  if (isSound) return <Player source={file.source} isVoice={isVoice} />
  return <Picture kind={kind} source={file.source} caption={caption} onBroken={() => setBroken(true)} />
}

type PictureProps = { kind: string; source: string; caption: string | undefined; onBroken: () => void }

function Picture({ kind, source, caption, onBroken }: PictureProps) {
  const { word } = useSurroundings()
  const [isLarge, setLarge] = useState(false)
  const named = nameOf(kind, word)
  const alt = caption ? `${named}: ${caption.slice(0, 80)}` : named
  if (kind === 'sticker') return <img alt={alt} loading="lazy" src={source} onError={onBroken} />
  return (
    <>
      <button className="picture" type="button" onClick={() => setLarge(true)}>
        <Spoken text={`${word.enlarge}: `} />
        {isMoving(kind) ? (
          <Moving kind={kind} source={source} alt={alt} onBroken={onBroken} />
        ) : (
          <img alt={alt} loading="lazy" referrerPolicy="no-referrer" src={source} onError={onBroken} />
        )}
      </button>
      {isLarge && (
        <Lightbox kind={kind as Pictured} source={source} caption={caption} onClose={() => setLarge(false)} />
      )}
    </>
  )
}

/** A GIF is a video that plays automatically, unless the person prefers reduced motion. */
function Moving({ kind, source, alt, onBroken }: Omit<PictureProps, 'caption'> & { alt: string }) {
  const isStill = kind !== 'gif' || matchMedia('(prefers-reduced-motion: reduce)').matches
  const playing = isStill ? {} : { autoPlay: true, loop: true, playsInline: true }
  return (
    <>
      <video aria-label={alt} preload="metadata" muted tabIndex={-1} src={source} onError={onBroken} {...playing} />
      {kind === 'gif' ? (
        <span className="gif-mark" aria-hidden="true">
          GIF
        </span>
      ) : (
        <span className="disc">
          <Icon name="play" />
        </span>
      )}
    </>
  )
}

function nameOf(kind: string, word: object): string {
  return Object.hasOwn(word, kind) ? String(word[kind as keyof typeof word]) : kind
}

function Offered({ kind, link, onWanted }: { kind: string; link: string; onWanted: () => void }) {
  const { word } = useSurroundings()
  return (
    <button className="missing" type="button" title={link} onClick={onWanted}>
      <span className="disc">
        <Icon name="download" />
      </span>
      <span>
        {word.load} · {nameOf(kind, word)}
      </span>
      <small>{new URL(link).host}</small>
    </button>
  )
}

/** Of a host that this page may not ask. */
function Elsewhere({ kind, source }: { kind: string; source: string }) {
  const { word } = useSurroundings()
  return (
    <a className="missing" href={source} target="_blank" rel="noreferrer" title={source}>
      <span className="disc">
        <Icon name="url" />
      </span>
      <span>{nameOf(kind, word)}</span>
      <small>{new URL(source).host}</small>
    </a>
  )
}

function Missing({ kind, link }: { kind: string; link: string | undefined }) {
  const { word } = useSurroundings()
  return (
    <div className="missing" title={`${word.unavailable}${link ? `: ${link}` : ''}`}>
      <span className="disc">
        <Icon name={kind === 'gif' ? 'video' : kind} />
      </span>
      <span>{nameOf(kind, word)}</span>
      {kind !== 'sticker' && link && <small>{lastPart(link) ?? link}</small>}
    </div>
  )
}

const families: Record<string, string> = {
  ...{ pdf: 'pdf', doc: 'doc', docx: 'doc', xls: 'xls', xlsx: 'xls' },
  ...{ csv: 'xls', ppt: 'ppt', pptx: 'ppt' },
}

function Document({ source, title }: { source: string | undefined; title: string }) {
  const { word } = useSurroundings()
  const extension = /\.(\w{1,5})$/.exec(title)?.[1]?.toLowerCase() ?? ''
  const inside = (
    <>
      <span className={`sheet ${families[extension] ?? 'other'}`} aria-hidden="true">
        {extension.toUpperCase()}
      </span>
      <span className="name">
        <span>{title}</span>
        <small>{extension.toUpperCase() || word.document}</small>
      </span>
    </>
  )
  if (source === undefined) return <div className="file">{inside}</div>
  return (
    <a className="file" href={source} target="_blank" rel="noreferrer">
      <Spoken text={`${word.document}: `} />
      {inside}
      <span className="get" aria-hidden="true">
        <Icon name="download" />
      </span>
    </a>
  )
}

function lastPart(link: string): string | undefined {
  return link.split(/[?#]/)[0]?.split('/').pop() || undefined
}
