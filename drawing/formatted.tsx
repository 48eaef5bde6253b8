/**
 * WhatsApp's markup: bold, italics, strike-through, code, lists and quotes; and links, which work only with http or
 * https. A message's text is only ever text: nothing of it becomes HTML.
 */
import { Fragment, type ReactNode } from 'react'

type Options = { hasVariables?: boolean | undefined }

/** A message's whole text, with its blocks. */
export function Formatted({ text, hasVariables }: { text: string } & Options) {
  // Every second part is the text between two fences.
  const parts = text.split(/```([\s\S]+?)```/)
  return parts.map((part, index) =>
    index % 2 === 1 ? (
      <code key={index} className="fenced">
        {part}
      </code>
    ) : (
      <Fragment key={index}>{blocksOf(part).map((block, at) => drawBlock(block, at, { hasVariables }))}</Fragment>
    ),
  )
}

type Kind = 'plain' | 'quote' | 'bullet' | 'number'
type Block = { kind: Kind; lines: string[]; first: number }

const kinds = [
  { kind: 'quote', pattern: /^> (.*)$/ },
  { kind: 'bullet', pattern: /^[-*] (.*)$/ },
  { kind: 'number', pattern: /^(?:\d{1,2})\. (.*)$/ },
] as const

function readLine(line: string): { kind: Kind; content: string } {
  for (const { kind, pattern } of kinds) {
    const content = pattern.exec(line)?.[1]
    if (content !== undefined) return { kind, content }
  }
  return { kind: 'plain', content: line }
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  for (const line of text.split('\n')) {
    const { kind, content } = readLine(line)
    const last = blocks.at(-1)
    if (last?.kind === kind) last.lines.push(content)
    else blocks.push({ kind, lines: [content], first: Number.parseInt(line, 10) })
  }
  return blocks
}

/** The last line is a list or a quote, beside which nothing fits. */
export function endsInBlock(text: string): boolean {
  return readLine(text.split('\n').at(-1) ?? '').kind !== 'plain'
}

function drawBlock({ kind, lines, first }: Block, key: number, options: Options): ReactNode {
  if (kind === 'plain') return <Fragment key={key}>{inline(lines.join('\n'), options)}</Fragment>
  if (kind === 'quote') return <blockquote key={key}>{inline(lines.join('\n'), options)}</blockquote>
  const items = lines.map((line, at) => <li key={at}>{inline(line, options)}</li>)
  return kind === 'bullet' ? (
    <ul key={key}>{items}</ul>
  ) : (
    <ol key={key} start={first}>
      {items}
    </ol>
  )
}

const marks = [
  { pattern: /`([^`\n]+)`/, tag: 'code' },
  { pattern: /(?<![\w*])\*(?=\S)([^*\n]*[^\s*])\*(?![\w*])/u, tag: 'strong' },
  { pattern: /(?<![\w_])_(?=\S)([^_\n]*[^\s_])_(?![\w_])/u, tag: 'em' },
  { pattern: /(?<![\w~])~(?=\S)([^~\n]*[^\s~])~(?![\w~])/u, tag: 's' },
  { pattern: /\b((?:https?:\/\/|www\.)[^\s<>"]*[^\s<>".,;:!?)*_~])/iu, tag: 'a' },
] as const
const variable = { pattern: /(\{\{\w+\}\})/, tag: 'mark' } as const

/** Markup within a line, nested; code and links stay literal. */
function inline(text: string, options: Options = {}): ReactNode[] {
  const nodes: ReactNode[] = []
  let rest = text
  while (rest !== '') {
    const found = firstMark(rest, options)
    if (found === undefined) return [...nodes, rest]
    const { match, tag } = found
    nodes.push(rest.slice(0, match.index), drawMark(tag, match[1] ?? '', nodes.length, options))
    rest = rest.slice(match.index + match[0].length)
  }
  return nodes
}

function firstMark(text: string, { hasVariables }: Options) {
  return (hasVariables ? [variable, ...marks] : marks)
    .flatMap(({ pattern, tag }) => {
      const match = pattern.exec(text)
      return match === null ? [] : [{ tag, match }]
    })
    .sort((a, b) => a.match.index - b.match.index)[0]
}

function drawMark(tag: (typeof marks)[number]['tag'] | 'mark', text: string, key: number, options: Options): ReactNode {
  if (tag === 'code') return <code key={key}>{text}</code>
  if (tag === 'mark') return <mark key={key}>{text}</mark>
  if (tag !== 'a') {
    const Tag = tag
    return <Tag key={key}>{inline(text, options)}</Tag>
  }
  return (
    <a key={key} href={/^www\./i.test(text) ? `https://${text}` : text} target="_blank" rel="noreferrer">
      {text}
    </a>
  )
}

/** One line, as in a list of chats: bold and italics, no links, no line breaks. */
export function Preview({ text }: { text: string }) {
  const nodes = inline(text.replaceAll('\n', ' ').slice(0, 90))
  return nodes.map((node) => (isLink(node) ? node.props.children : node))
}

function isLink(node: ReactNode): node is React.ReactElement<{ children: string }, 'a'> {
  return typeof node === 'object' && node !== null && 'type' in node && node.type === 'a'
}

const emojiOnly = /^(?:\p{RGI_Emoji}\s*){1,3}$/v

/** A text of one to three emoji is drawn large. */
export function isEmojiOnly(text: string): boolean {
  return text.length < 64 && emojiOnly.test(text)
}
