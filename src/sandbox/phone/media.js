// What a bubble holds besides text: pictures, video, voice, documents, places and cards. Media that cannot be fetched
// leave a placeholder that says what it was and where it should have come from.

import { avatar, element, icon } from '/element.js'
import { word } from '/words.js'

export function media({ kind, link, id, filename }) {
  const source = sourceOf(id, link)
  if (kind === 'document') return file(source, filename ?? lastPart(link) ?? word.document)
  if (kind === 'location') return map(word.location)
  const holder = element(`div.media.${kind}`, {})
  const missing = () => holder.replaceChildren(kind === 'audio' ? voice(link) : placeholder(kind, link))
  if (source) holder.append(player(kind, source, missing))
  else missing()
  return holder
}

function sourceOf(id, link) {
  if (id) return `/_sandbox/media/${encodeURIComponent(id)}`
  return /^https?:\/\//i.test(link ?? '') ? link : undefined
}

function player(kind, src, onerror) {
  if (kind === 'image' || kind === 'sticker')
    return element('img', { alt: word[kind], loading: 'lazy', referrerPolicy: 'no-referrer', onerror, src })
  return element(kind === 'audio' ? 'audio' : 'video', { controls: true, preload: 'metadata', onerror, src })
}

function placeholder(kind, link) {
  return element(
    'div.missing',
    { title: `${word.unavailable}${link ? `: ${link}` : ''}` },
    element('span.disc', {}, icon(kind)),
    element('span', { textContent: word[kind] ?? kind }),
    kind !== 'sticker' && link && element('small', { textContent: lastPart(link) ?? link }),
  )
}

const heights = [4, 9, 14, 7, 18, 11, 6, 15, 20, 9, 13, 5, 17, 10, 7, 14, 8, 12, 5, 9, 4, 11, 16, 8, 5, 12]

/** A voice message that has no sound to play. */
function voice(link) {
  const bars = heights.map((height) => {
    const bar = element('i', {})
    bar.style.height = `${height}px`
    return bar
  })
  return element(
    'div.voice',
    { title: `${word.unavailable}${link ? `: ${link}` : ''}` },
    icon('video'),
    element('span.wave', { role: 'img', ariaLabel: word.audio }, ...bars),
    element('span.disc', {}, icon('audio')),
  )
}

function file(source, title) {
  const extension = /\.(\w{1,5})$/.exec(title)?.[1]?.toUpperCase() ?? ''
  const inside = [
    element(`span.sheet${extension === 'PDF' ? '.pdf' : ''}`, { ariaHidden: 'true', textContent: extension }),
    element(
      'span.name',
      {},
      element('span', { textContent: title }),
      element('small', { textContent: extension || word.document }),
    ),
  ]
  return source
    ? element('a.file', { href: source, target: '_blank', rel: 'noreferrer' }, ...inside)
    : element('div.file', {}, ...inside)
}

function lastPart(link) {
  return link?.split(/[?#]/)[0].split('/').pop() || undefined
}

function map(label) {
  return element('div.map', { role: 'img', ariaLabel: label }, icon('location'))
}

/** Opens on a map when clicked, as on a phone. */
export function place({ latitude, longitude, name, address }) {
  const where = `${latitude}, ${longitude}`
  const href = `https://www.google.com/maps?q=${encodeURIComponent(`${latitude},${longitude}`)}`
  return element(
    'a.place',
    { href, target: '_blank', rel: 'noreferrer' },
    map(`${word.location}: ${where}`),
    element('div.header', { textContent: name ?? word.location }),
    element('div.footer', { textContent: address ?? where }),
  )
}

export function card({ name, phones }) {
  const who = element(
    'div',
    {},
    element('div.header', { textContent: name }),
    element('div.footer', { textContent: phones.join(' · ') }),
  )
  return element('div.file.contact', {}, avatar(name), who)
}

export function products(ids) {
  return element(
    'div.file',
    {},
    element('span.disc', {}, icon('catalog')),
    element(
      'span.name',
      {},
      element('span', { textContent: word.products }),
      element('small', { textContent: ids.join(', ') }),
    ),
  )
}
