/**
 * What a command writes: its result on the standard output, as text or as one JSON document, and everything else on the
 * standard error. Colours and a progress line appear in a terminal only; NO_COLOR and its like decide about colours.
 */
import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

export type Output = {
  isJson: boolean
  /** The result: `value` for programs, `text` for people. */
  result(value: unknown, text: () => string): void
  /** One line of a list that has no end; JSON lines for programs. */
  line(value: unknown, text: () => string): void
  /** For people only, and not the result. */
  note(sentence: string): void
  /** Replaces the former one in place; nothing outside of a terminal. */
  progress(line: string): void
  /** Ends the progress line, so that what follows stands on a line of its own. */
  progressEnd(): void
}

export function outputOf(isJson: boolean): Output {
  let shown = ''
  const write = (text: string) => process.stdout.write(`${text}\n`)
  return {
    isJson,
    result: (value, text) => write(isJson ? JSON.stringify(value, undefined, 2) : text()),
    line: (value, text) => write(isJson ? JSON.stringify(value) : text()),
    note(sentence) {
      if (!isJson) process.stderr.write(`${sentence}\n`)
    },
    progress(line) {
      if (isJson || !process.stderr.isTTY) return
      process.stderr.write(`\r${line.padEnd(shown.length)}`)
      shown = line
    },
    progressEnd() {
      if (shown !== '') process.stderr.write('\n')
      shown = ''
    },
  }
}

export function coloured(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

/** Columns as wide as their widest cell. The last one is not padded. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, [...cell].length)
  const padded = (row: readonly string[]) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - [...cell].length)))
  return rows.map((row) => padded(row).join('  ').trimEnd()).join('\n')
}

/** Text that came from outside, without what a terminal would take for a command. */
export function visible(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
}
