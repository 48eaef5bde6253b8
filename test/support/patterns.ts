/**
 * The regular expressions in the source files, found by tokenizing the text as the language does; and texts that make
 * them slow.
 */
import { readSources } from './sources.ts'

export type Pattern = { file: string; line: number; source: string; flags: string }

export function patternsOfSource(): Pattern[] {
  return readSources().flatMap(({ path, text }) => patternsIn(text, path))
}

/** The code that may precede a value, and so a regular expression rather than a division. */
const beforeValue = /(?:^|[(,=:[!&|?{};<>+\-*%~^]|\b(?:return|typeof|case|in|of|yield|await|new))$/

/** Skips comments, strings, templates and tags; the code in a template's `${}` is read like the rest. */
export function patternsIn(text: string, file: string): Pattern[] {
  const isOfTag = (at: number) => file.endsWith('.tsx') && (text[at - 1] === '<' || text[at + 1] === '>')
  const found: Pattern[] = []
  const templates: number[] = []
  let depth = 0
  let at = 0
  let code = ''
  const skip = (pattern: RegExp) => {
    pattern.lastIndex = at
    const match = pattern.exec(text)?.[0] ?? text[at] ?? ''
    at += match.length
    return match
  }
  const template = () => {
    const match = skip(/(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)?/y)
    if (match.endsWith('${')) templates.push(depth)
    code += '"'
  }
  while (at < text.length) {
    const rest = text.slice(at, at + 2)
    if (rest === '//') skip(/\/\/[^\n]*/y)
    else if (rest === '/*') skip(/\/\*[\s\S]*?\*\//y)
    else if (rest[0] === "'" || rest[0] === '"') code += skip(/(['"])(?:\\[\s\S]|(?!\1)[^\\\n])*\1/y) && '"'
    else if (rest[0] === '`') {
      at += 1
      template()
    } else if (rest[0] === '}' && templates.at(-1) === depth) {
      templates.pop()
      at += 1
      template()
    } else if (rest[0] === '/' && !isOfTag(at) && beforeValue.test(code.trimEnd())) {
      const line = text.slice(0, at).split('\n').length
      const literal = skip(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y)
      const end = literal.lastIndexOf('/')
      found.push({ file, line, source: literal.slice(1, end), flags: literal.slice(end + 1) })
      code += '"'
    } else {
      if (rest[0] === '{') depth += 1
      if (rest[0] === '}') depth -= 1
      code = (code + rest[0]).slice(-40)
      at += 1
    }
  }
  return found
}

/**
 * Units that a pattern may repeat over: its own characters, single and in pairs, and representatives of its classes.
 */
export function hostileUnits(source: string): string[] {
  const plain = source.replaceAll(
    /\\[pP]\{[^}]*\}|\\[a-zA-Z]|\{\d+(?:,\d*)?\}|\(\?(?:<?[:=!]|<\w+>)|[\^$.|?*+()[\]{}\\-]/g,
    '',
  )
  const own = [...new Set([...plain, ...[...source.matchAll(/\\([^\w])/g)].map(([, character = '']) => character)])]
  const classes = [' ', '\n', 'a', 'A', '1', '_', '*', '.', '-', '"', '{', '%', 'é', '\u{1f600}']
  const singles = [...new Set([...own.slice(0, 24), ...classes])]
  const pairs = singles.slice(0, 8).flatMap((one) => singles.slice(0, 8).map((other) => one + other))
  const withSpace = singles.slice(0, 12).flatMap((one) => [`${one} `, `${one}a`, `a${one}`])
  return [...new Set([...singles, ...pairs, ...withSpace])]
}

/** A text of `length` that repeats `unit` and ends so that a match fails, and one that starts like a match. */
export function hostileTexts(unit: string, length: number): string[] {
  const repeated = unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
  return [`${repeated}\u0000`, `a${repeated}`]
}
