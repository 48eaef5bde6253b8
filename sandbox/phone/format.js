/**
 * WhatsApp's markup: bold, italics, strike-through, code, lists and quotes; and links, which work only with http or
 * https. Returns nodes, never HTML.
 */
import { element } from '/element.js'

/** A message's whole text, with its blocks. */
export function format(text) {
  // Every second part is the text between two fences.
  return text
    .split(/```([\s\S]+?)```/)
    .flatMap((part, index) => (index % 2 === 1 ? [element('code.block', { textContent: part })] : blocks(part)))
}

const kinds = [
  { kind: 'quote', pattern: /^> (.*)$/ },
  { kind: 'bullet', pattern: /^[-*] (.*)$/ },
  { kind: 'number', pattern: /^(?:\d{1,2})\. (.*)$/ },
]

function blocks(text) {
  const groups = []
  for (const line of text.split('\n')) {
    const found = kinds.find(({ pattern }) => pattern.test(line))
    const kind = found?.kind ?? 'plain'
    const content = found ? found.pattern.exec(line)[1] : line
    if (groups.at(-1)?.kind === kind) groups.at(-1).lines.push(content)
    else groups.push({ kind, lines: [content], first: Number.parseInt(line, 10) })
  }
  return groups.flatMap(drawBlock)
}

function drawBlock({ kind, lines, first }) {
  if (kind === 'plain') return inline(lines.join('\n'))
  if (kind === 'quote') return [element('blockquote', {}, ...inline(lines.join('\n')))]
  const items = lines.map((line) => element('li', {}, ...inline(line)))
  return [kind === 'bullet' ? element('ul', {}, ...items) : element('ol', { start: first }, ...items)]
}

const marks = [
  { pattern: /`([^`\n]+)`/, tag: 'code' },
  { pattern: /(?<![\w*])\*(?=\S)([^*\n]*[^\s*])\*(?![\w*])/u, tag: 'strong' },
  { pattern: /(?<![\w_])_(?=\S)([^_\n]*[^\s_])_(?![\w_])/u, tag: 'em' },
  { pattern: /(?<![\w~])~(?=\S)([^~\n]*[^\s~])~(?![\w~])/u, tag: 's' },
  { pattern: /\b((?:https?:\/\/|www\.)[^\s<>"]*[^\s<>".,;:!?)*_~])/iu, tag: 'a' },
]

/** Markup within a line, nested; code and links stay literal. */
function inline(text) {
  const found = marks
    .map((mark) => ({ ...mark, match: mark.pattern.exec(text) }))
    .filter(({ match }) => match)
    .sort((a, b) => a.match.index - b.match.index)[0]
  if (!found) return [document.createTextNode(text)]
  const { match, tag } = found
  const inside = tag === 'code' || tag === 'a' ? [document.createTextNode(match[1])] : inline(match[1])
  const node = element(tag, tag === 'a' ? linkTo(match[1]) : {}, ...inside)
  const after = text.slice(match.index + match[0].length)
  return [document.createTextNode(text.slice(0, match.index)), node, ...inline(after)]
}

function linkTo(text) {
  const href = /^www\./i.test(text) ? `https://${text}` : text
  return { href, target: '_blank', rel: 'noreferrer' }
}

/** A line for the list of chats: bold and italics, no links, no line breaks. */
export function preview(text) {
  return inline(text.replaceAll('\n', ' ').slice(0, 90)).map((node) =>
    node.tagName === 'A' ? document.createTextNode(node.textContent) : node,
  )
}

const emojiOnly = /^(?:\p{RGI_Emoji}\s*){1,3}$/v

/** A text of one to three emoji is drawn large. */
export function isEmojiOnly(text) {
  return text.length < 64 && emojiOnly.test(text)
}
