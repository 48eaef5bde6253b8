/**
 * What the parts of a fit share: the template's name for the sentences, and the violations found so far. Every mismatch is
 * collected, none ends the fit. Used by fit and fit-buttons.
 */
import type { Rule, Violation } from '../violation.ts'

export type Hold = { template: string; violations: Violation[] }

/** A value that no template would take. */
export function refuse(hold: Hold, path: string, rule: Rule, args?: Violation['args']): void {
  hold.violations.push(args ? { path, rule, args } : { path, rule })
}

/** A value, or the lack of one, that this template does not take: the sentence names it. */
export function misfit(hold: Hold, path: string, rule: Rule, args?: Violation['args']): void {
  refuse(hold, path, rule, { template: hold.template, ...args })
}

export function noPlace(hold: Hold, path: string): void {
  misfit(hold, path, 'template_no_place')
}

/** A part of the template that needs a value which the request has no field for. */
export function unsupported(hold: Hold, component: string, actual: string): undefined {
  misfit(hold, 'elementName', 'template_unsupported', { component, actual })
}
