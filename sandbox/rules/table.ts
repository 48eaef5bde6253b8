/**
 * Every rule of the sandbox in one table: its switch, Meta's code, its description, Meta's source for it, and the text
 * pattern that identifies its refusal. For the control API (single rules off), docs/sandbox-rules.md and the table
 * test.
 */
import type { Refusal } from '../graph/error.ts'
import { accountRows } from './rows-account.ts'
import { contentRows } from './rows-content.ts'
import { interactiveRows } from './rows-interactive.ts'
import { templateRows } from './rows-template.ts'

export type RuleRow = {
  name: string
  /** The switch of rules/switch.ts; `always` has none. */
  group: string
  /** Meta's codes: the first for a wrong value, a second where a missing value has its own. */
  codes: readonly number[]
  /** True if a failed status after the 200 reports it, false if it is refused at once. */
  isLate: boolean
  says: string
  /** A page under Meta's WA:/ or a section of the reference. */
  source: string
  /** Matches the rule's refusals by their details or message. */
  text: RegExp
}

export const ruleTable: readonly RuleRow[] = [
  ...rowsOf('always', contentRows.always),
  ...rowsOf('content', contentRows.content),
  ...rowsOf('content', interactiveRows),
  ...rowsOf('templates', templateRows),
  ...accountRows.flatMap(([group, rows]) => rowsOf(group, rows)),
]

const names = new Set(ruleTable.map(({ name }) => name))

export function isRule(name: string): boolean {
  return names.has(name)
}

/** The row that a refusal comes from: the first with its code whose pattern matches. */
export function ruleOf(refusal: Refusal): RuleRow | undefined {
  const text = refusal.details ?? refusal.message ?? ''
  return ruleTable.find((row) => row.codes.includes(refusal.code) && row.text.test(text))
}

/** One rule a line, continued by indented ones: name | codes | at once or late | description | source | text. */
function rowsOf(group: string, lines: string): RuleRow[] {
  return lines
    .trim()
    .split(/\n(?! )/)
    .map((line) => {
      const [name = '', codes = '', when = '', says = '', source = '', text = ''] = line
        .replaceAll('\n ', '')
        .split(' | ')
      return {
        name: name.trim(),
        group,
        codes: codes.split(' ').map(Number),
        isLate: when === 'late',
        says,
        source,
        text: new RegExp(text.trim()),
      }
    })
}
