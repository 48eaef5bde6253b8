/**
 * A JSON log line as text: time, level, sentence, then the facts as name=value. Values are JSON, so nothing that came
 * from outside can break the line or reach the terminal as a control sequence. The frames of an error's stack follow,
 * indented.
 */
import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

const levels: Readonly<Record<number, [name: string, style: Style]>> = {
  10: ['TRACE', 'gray'],
  20: ['DEBUG', 'gray'],
  30: ['INFO', 'green'],
  40: ['WARN', 'yellow'],
  50: ['ERROR', 'red'],
  60: ['FATAL', 'red'],
}

/** `hasColours`: in a terminal; NO_COLOR and its like still decide. */
export function textLine(json: string, hasColours: boolean): string {
  const { level, time, msg, pid: _pid, hostname: _hostname, name, err, ...facts } = JSON.parse(json)
  const [word, style] = levels[level] ?? [String(level), 'reset']
  const padded = word.padEnd(5)
  const parts = [
    new Date(time).toISOString(),
    hasColours ? styleText(style, padded) : padded,
    ...(name === undefined ? [] : [`[${name}]`]),
    ...(msg === undefined ? [] : [visible(msg)]),
    ...Object.entries(facts).map(([fact, value]) => `${visible(fact)}=${shown(value)}`),
    ...(err === undefined ? [] : [`err=${shown(err.message ?? err)}`]),
  ]
  return `${[parts.join(' '), ...framesOf(err?.stack)].join('\n')}\n`
}

/** A plain word stands as it is; everything else is JSON. */
function shown(value: unknown): string {
  return typeof value === 'string' && /^[\w.:/@+-]+$/.test(value) ? value : escaped(JSON.stringify(value))
}

function visible(text: string): string {
  return /[\p{Cc}\u2028\u2029]/u.test(text) ? escaped(JSON.stringify(text)) : text
}

/** JSON leaves DEL and the C1 controls as they are. */
function escaped(json: string): string {
  return json.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function framesOf(stack: unknown): string[] {
  if (typeof stack !== 'string') return []
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => `    ${visible(line.trim())}`)
}
