// Every rule of the sandbox in one table: the switch it belongs to, Meta's code, what it says, where Meta says it, and how
// its refusal is known again by its text. For the control API (single rules off), docs/sandbox-rules.md and the table test.

import type { Refusal } from '../graph/error.ts'
import { accountRows } from './rows-account.ts'
import { contentRows } from './rows-content.ts'
import { interactiveRows } from './rows-interactive.ts'
import { templateRows } from './rows-template.ts'

export type RuleRow = {
  readonly name: string
  /** The switch of rules/switch.ts; `always` has none. */
  readonly group: string
  /** Meta's codes: the first for a wrong value, another where a missing one has its own. */
  readonly codes: readonly number[]
  /** Refused at once, or told by a failed status after the 200. */
  readonly isLate: boolean
  readonly says: string
  /** A page below Meta's WA:/ or a section of the reference. */
  readonly source: string
  /** Finds the rule's refusals by their details or message. */
  readonly text: RegExp
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

/** The row that a refusal comes from: the first that has its code and fits its text. */
export function ruleOf(refusal: Refusal): RuleRow | undefined {
  const text = refusal.details ?? refusal.message ?? ''
  return ruleTable.find((row) => row.codes.includes(refusal.code) && row.text.test(text))
}

/** One rule a line: name | codes | at once or late | what it says | source | text. */
function rowsOf(group: string, lines: string): RuleRow[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', codes = '', when = '', says = '', source = '', text = ''] = line.split(' | ')
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
