/**
 * The lines of a conversation as WhatsApp shows them: a reaction on the message that it is about, an edit in its place,
 * an answer with what it answers. Of what is not among the lines, the reaction or edit is a line of its own. Pure.
 */
import type { Content, Message, State } from '../../../../drawing/content.ts'
import { summaryOf } from '../../../../drawing/summary.ts'
import type { DrawnWords } from '../../../../drawing/words-en.ts'
import { contentOf, type Known, type Line } from './line-content.ts'

/** `reaction`: the business's own, below it. */
export type Drawn = { line: Line; message: Message; reaction?: string | undefined }

/** `names`: of the two sides, as they are read out. `failed`: said below what did not arrive. */
export type Telling = Known & {
  word: DrawnWords
  names: Record<Line['by'], string>
  failed: string
  reactionOf(emoji: string): string
}

/** Oldest first. */
export function threadOf(lines: readonly Line[], telling: Telling): Drawn[] {
  const byName = new Map(lines.flatMap((line) => namesOf(line).map((name) => [name, line] as const)))
  const about = (line: Line) => byName.get(String(line.bubble.messageId))
  const marks = new Map<Line, Marks>()
  const drawn: Line[] = []
  for (const line of lines) {
    const target = markKinds.has(kindOf(line)) ? about(line) : undefined
    if (target === undefined) drawn.push(line)
    else marks.set(target, withMark(marks.get(target), line))
  }
  return drawn.map((line) => ({
    line,
    message: messageOf(line, marks.get(line), byName, telling),
    reaction: marks.get(line)?.reactions.get('bot'),
  }))
}

/** Ours, and Meta's once it is known. */
function namesOf({ messageId, wamid }: Line): string[] {
  return wamid === undefined ? [messageId] : [messageId, wamid]
}

const kindOf = ({ bubble }: Line) => bubble.type.toLowerCase()
const markKinds = new Set(['reaction', 'edit', 'revoke'])

/** What happened to a message: the last reaction of each side, its last edit, or that it was taken back. */
type Marks = { reactions: Map<Line['by'], string>; text?: string; isRevoked?: boolean }

function withMark({ reactions, ...others }: Marks = { reactions: new Map() }, line: Line): Marks {
  const kind = kindOf(line)
  if (kind === 'reaction') reactions.set(line.by, String(line.bubble.emoji ?? ''))
  if (kind === 'revoke') return { ...others, reactions, isRevoked: true }
  return kind === 'edit' ? { ...others, reactions, text: line.bubble.text } : { ...others, reactions }
}

const states: Record<string, State> = {
  CREATED: 'accepted',
  DELIVERED_CHANNEL: 'sent',
  DELIVERED_USER: 'delivered',
  READ: 'read',
  REPLY: 'read',
  FAILED: 'failed',
}

function messageOf(line: Line, marks: Marks | undefined, byName: ReadonlyMap<string, Line>, telling: Telling): Message {
  const isOwn = line.by === 'bot'
  return {
    id: line.messageId,
    side: isOwn ? 'mine' : 'theirs',
    who: telling.names[line.by],
    at: new Date(line.createdAt).getTime(),
    state: isOwn ? states[line.status] : undefined,
    content: present(line, marks, telling),
    quoted: quotedOf(line, byName, telling),
    reactions: [...(marks?.reactions.values() ?? [])].filter(Boolean),
    failure: telling.failed,
  }
}

function present(line: Line, marks: Marks | undefined, telling: Telling): Content {
  if (kindOf(line) === 'reaction') return { kind: 'text', text: telling.reactionOf(String(line.bubble.emoji ?? '')) }
  if (kindOf(line) === 'revoke' || marks?.isRevoked) return { kind: 'revoked' }
  const content = contentOf(line, telling)
  return marks?.text === undefined ? content : { ...content, text: marks.text, isEdited: true }
}

/** A person's answer has the beginning of the text; the business's names the message. */
function quotedOf(
  { bubble: { quoted, replyTo } }: Line,
  byName: ReadonlyMap<string, Line>,
  telling: Telling,
): Message['quoted'] {
  const { messageId, wamid, text } = (quoted ?? {}) as { messageId?: string; wamid?: string; text?: string }
  const target = [messageId, wamid, replyTo].map((name) => byName.get(String(name))).find(Boolean)
  if (target === undefined) return text ? { text } : undefined
  const { text: summary } = summaryOf(contentOf(target, telling), telling.word)
  return { id: target.messageId, who: telling.names[target.by], text: text ?? summary }
}
