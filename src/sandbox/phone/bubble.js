// One message as WhatsApp draws it. Everything that comes from a message is set as text, never as HTML, and links are
// followed only when they are http or https. `on` says what to do when something is tapped.

import { language, word } from '/words.js'

/** element('div.class', {properties}, ...children); undefined children are left out. */
export function element(name, properties, ...children) {
  const [tag, ...classes] = name.split('.')
  const node = Object.assign(document.createElement(tag), properties)
  if (classes.length > 0) node.className = classes.join(' ')
  node.append(...children.filter((child) => child !== undefined && child !== null))
  return node
}

export function bubble(entry, reactions, on) {
  const { rendered } = entry
  const isSticker = rendered.kind === 'sticker'
  const node = element(
    `article.bubble.${entry.direction}${isSticker ? '.sticker' : ''}`,
    { id: entry.wamid },
    ...content(rendered, on),
    stamp(entry),
  )
  const row = element(`div.row.${entry.direction}`, {}, element('div.stack', {}, node, ...actions(rendered, on)))
  if (rendered.cards) row.firstChild.append(carousel(rendered.cards, on))
  const emoji = [...reactions.values()].filter(Boolean).join(' ')
  if (emoji) node.append(element('span.reaction', { textContent: emoji }))
  if (entry.status === 'failed') row.append(element('small.failed', { textContent: `⚠ ${word.failed}` }))
  return row
}

function content(rendered, on) {
  return [
    rendered.quotes && element('div.quote', { textContent: on.quoted(rendered.quotes) }),
    rendered.media && media(rendered.media),
    rendered.offer && offer(rendered),
    rendered.header && element('div.header', { textContent: rendered.header }),
    rendered.location && place(rendered.location),
    ...(rendered.contacts ?? []).map(card),
    rendered.products &&
      element(
        'div.file',
        {},
        element('span.glyph', { textContent: '🛍' }),
        `${word.products}: ${rendered.products.join(', ')}`,
      ),
    rendered.text && element('div.text', {}, ...format(rendered.text)),
    rendered.footer && element('div.footer', { textContent: rendered.footer }),
  ].filter(Boolean)
}

function stamp(entry) {
  const time = new Date(entry.receivedAt).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' })
  const tick = { accepted: '🕓', sent: '✓', delivered: '✓✓', read: '✓✓', failed: '!' }[entry.status]
  const mark =
    tick && element(`span.tick.${entry.status}`, { textContent: tick, ariaLabel: word[entry.status], role: 'img' })
  return element('span.stamp', {}, time, mark)
}

const marks = [
  { pattern: /```([\s\S]+?)```/, tag: 'code' },
  { pattern: /(?<![\w*])\*(?=\S)([^*\n]*[^\s*])\*(?![\w*])/u, tag: 'strong' },
  { pattern: /(?<![\w_])_(?=\S)([^_\n]*[^\s_])_(?![\w_])/u, tag: 'em' },
  { pattern: /(?<![\w~])~(?=\S)([^~\n]*[^\s~])~(?![\w~])/u, tag: 's' },
  { pattern: /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/u, tag: 'a' },
]

/** WhatsApp's own marks, nested; code is left as it is. */
export function format(text) {
  const found = marks
    .map((mark) => ({ ...mark, match: mark.pattern.exec(text) }))
    .filter(({ match }) => match)
    .sort((a, b) => a.match.index - b.match.index)[0]
  if (!found) return [document.createTextNode(text)]
  const { match, tag } = found
  const inside = tag === 'code' || tag === 'a' ? [document.createTextNode(match[1])] : format(match[1])
  const node = element(tag, tag === 'a' ? { href: match[1], target: '_blank', rel: 'noreferrer' } : {}, ...inside)
  return [
    document.createTextNode(text.slice(0, match.index)),
    node,
    ...format(text.slice(match.index + match[0].length)),
  ]
}

function media({ kind, link, id, filename }) {
  const source = id ? `/_sandbox/media/${encodeURIComponent(id)}` : /^https?:\/\//i.test(link ?? '') ? link : undefined
  if (kind === 'document') return file(source, filename ?? name(link) ?? word.document)
  if (kind === 'location') return element('div.map', {}, pin())
  const holder = element(`div.media.${kind === 'sticker' ? 'sticker' : kind}`, {})
  const missing = () => holder.replaceChildren(placeholder(kind))
  if (!source) missing()
  else if (kind === 'image' || kind === 'sticker')
    holder.append(
      element('img', {
        src: source,
        alt: word[kind],
        loading: 'lazy',
        referrerPolicy: 'no-referrer',
        onerror: missing,
      }),
    )
  else
    holder.append(
      element(kind === 'audio' ? 'audio' : 'video', {
        src: source,
        controls: true,
        preload: 'metadata',
        onerror: missing,
      }),
    )
  return holder
}

function placeholder(kind) {
  const glyph = { image: '🖼', video: '▶', audio: '🎤', sticker: '✿' }[kind] ?? '🗎'
  if (kind === 'audio')
    return element('div.voice', { title: word.unavailable }, element('span.play', { textContent: '▶' }), wave())
  return element(
    'div.missing',
    { title: word.unavailable },
    element('span.glyph', { textContent: glyph }),
    word[kind] ?? kind,
  )
}

/** The bars of a voice message that has no sound to show. */
function wave() {
  const heights = [4, 9, 14, 7, 18, 11, 6, 15, 20, 9, 13, 5, 17, 10, 7, 14, 8, 12, 5, 9, 4]
  return element('span.wave', {}, ...heights.map((height) => element('i', { style: `height:${height}px` })))
}

function file(source, title) {
  const inside = [element('span.glyph', { textContent: '🗎' }), element('span.name', { textContent: title })]
  return source
    ? element('a.file', { href: source, target: '_blank', rel: 'noreferrer' }, ...inside)
    : element('div.file', {}, ...inside)
}

function name(link) {
  return link?.split(/[?#]/)[0].split('/').pop() || undefined
}

function pin() {
  return element('span.pin', { textContent: '📍', ariaHidden: 'true' })
}

function place({ latitude, longitude, name: title, address }) {
  const where = `${latitude}, ${longitude}`
  return element(
    'div.place',
    {},
    element('div.map', { role: 'img', ariaLabel: `${word.location}: ${where}` }, pin()),
    element('div.header', { textContent: title ?? word.location }),
    element('div.footer', { textContent: address ?? where }),
  )
}

function card({ name: title, phones }) {
  const who = element(
    'div',
    {},
    element('div.header', { textContent: title }),
    element('div.footer', { textContent: phones.join(' · ') }),
  )
  return element('div.file.contact', {}, element('span.avatar', { textContent: [...title][0] ?? '?' }), who)
}

function offer({ offer: { text, expiresAt }, buttons = [] }) {
  const code = buttons.find(({ kind }) => kind === 'copy_code')?.code
  const when = expiresAt && new Date(expiresAt).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })
  return element(
    'div.offer',
    {},
    element('span.glyph', { textContent: '🎁' }),
    element(
      'div',
      {},
      element('div.header', { textContent: text }),
      when && element('div.footer', { textContent: `${expiresAt < Date.now() ? word.ended : word.ends} ${when}` }),
      code && element('div.footer', { textContent: `${word.code}: ${code}` }),
    ),
  )
}

const glyphs = {
  url: '↗',
  phone: '✆',
  copy_code: '⧉',
  catalog: '🛍',
  flow: '▤',
  call: '✆',
  location: '📍',
  reply: '↩',
  quick_reply: '↩',
}

function actions(rendered, on) {
  const taps = (rendered.buttons ?? []).map((button) =>
    action(glyphs[button.kind], title(button), () => on.tap(button)),
  )
  if (rendered.list) taps.push(action('☰', rendered.list.button, () => on.openList(rendered.list)))
  return taps.length === 0 ? [] : [element('div.actions', {}, ...taps)]
}

function title(button) {
  return button.title || { location: word.sendLocation, catalog: word.catalog, call: word.call }[button.kind] || '…'
}

function action(glyph, label, onclick) {
  return element(
    'button.action',
    { type: 'button', onclick },
    element('span', { textContent: glyph, ariaHidden: 'true' }),
    label,
  )
}

function carousel(cards, on) {
  const draw = (one) => element('article.card', {}, ...content(one, on), ...actions(one, on))
  return element('div.cards', { tabIndex: 0 }, ...cards.map(draw))
}
