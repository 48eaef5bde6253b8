/**
 * Photos, videos, sound, documents and stickers. Media from another origin is fetched only when the person asks for it
 * (or has allowed it for good), so that viewing a chat reveals nothing to that origin. A placeholder names media that
 * cannot be shown.
 */
import { element, icon, spoken } from '/element.js'
import { isVideo, openLightbox } from '/lightbox.js'
import { map } from '/map.js'
import { player } from '/player.js'
import { word } from '/words.js'

export function media(one, caption) {
  const { kind, filename } = one
  const source = sourceOf(one)
  if (kind === 'document') return file(source, filename ?? word.document)
  if (kind === 'location') return map(0, 0, word.location)
  const holder = element(`div.media.${kind}`, {})
  const show = () =>
    holder.replaceChildren(kind === 'audio' ? player(source, one) : picture(kind, source, caption, fail))
  const fail = () => holder.replaceChildren(kind === 'audio' ? player(undefined, one) : placeholder(kind, one.link))
  if (source === undefined) fail()
  else if (isOwn(source) || localStorage.getItem('autoload') === 'yes') show()
  else holder.append(offerToLoad(kind, one.link, show))
  return holder
}

/** The sandbox's own media by its path, whatever host name the link uses for this machine. */
function sourceOf({ id, link }) {
  if (id) return `/_sandbox/media/${encodeURIComponent(id)}`
  if (!URL.canParse(link ?? '')) return undefined
  const { protocol, pathname, search, port } = new URL(link)
  if (protocol !== 'http:' && protocol !== 'https:') return undefined
  return pathname.startsWith('/_sandbox/') && port === location.port ? pathname + search : link
}

function isOwn(source) {
  return new URL(source, location.href).origin === location.origin
}

function picture(kind, src, caption, onerror) {
  const alt = caption ? `${word[kind]}: ${caption.slice(0, 80)}` : word[kind]
  if (kind === 'sticker') return element('img', { alt, loading: 'lazy', onerror, src })
  const inside = isVideo(kind)
    ? [
        element('video', { preload: 'metadata', muted: true, tabIndex: -1, onerror, src, ...playing(kind) }),
        kind === 'gif'
          ? element('span.gif-mark', { ariaHidden: 'true' }, 'GIF')
          : element('span.disc', {}, icon('play')),
      ]
    : [element('img', { alt: '', loading: 'lazy', referrerPolicy: 'no-referrer', onerror, src })]
  return element(
    'button.picture',
    { type: 'button', ariaLabel: `${word.enlarge}: ${alt}`, onclick: () => openLightbox(kind, src, caption) },
    ...inside,
  )
}

/** A GIF is a video that plays automatically, unless the person prefers reduced motion. */
function playing(kind) {
  const isStill = kind !== 'gif' || matchMedia('(prefers-reduced-motion: reduce)').matches
  return isStill ? {} : { autoplay: true, loop: true, playsInline: true }
}

function offerToLoad(kind, link, onclick) {
  return element(
    'button.missing',
    { type: 'button', title: link, onclick },
    element('span.disc', {}, icon('download')),
    element('span', { textContent: `${word.load} · ${word[kind] ?? kind}` }),
    element('small', { textContent: new URL(link).host }),
  )
}

function placeholder(kind, link) {
  return element(
    'div.missing',
    { title: `${word.unavailable}${link ? `: ${link}` : ''}` },
    element('span.disc', {}, icon(kind === 'gif' ? 'video' : kind)),
    element('span', { textContent: word[kind] ?? kind }),
    kind !== 'sticker' && link && element('small', { textContent: lastPart(link) ?? link }),
  )
}

const families = { pdf: 'pdf', doc: 'doc', docx: 'doc', xls: 'xls', xlsx: 'xls', csv: 'xls', ppt: 'ppt', pptx: 'ppt' }

function file(source, title) {
  const extension = /\.(\w{1,5})$/.exec(title)?.[1]?.toLowerCase() ?? ''
  const about = element('small', { textContent: extension.toUpperCase() || word.document })
  const inside = [
    element(`span.sheet.${families[extension] ?? 'other'}`, {
      ariaHidden: 'true',
      textContent: extension.toUpperCase(),
    }),
    element('span.name', {}, element('span', { textContent: title }), about),
  ]
  if (!source) return element('div.file', {}, ...inside)
  const properties = { href: source, target: '_blank', rel: 'noreferrer' }
  return element(
    'a.file',
    properties,
    spoken(`${word.document}: `),
    ...inside,
    element('span.get', { ariaHidden: 'true' }, icon('download')),
  )
}

function lastPart(link) {
  return link?.split(/[?#]/)[0].split('/').pop() || undefined
}
