/**
 * State shared by the parts of a fit: the template's name for the sentences, and the violations found so far. Every
 * mismatch is collected, none ends the fit.
 */
import type { Rule, Violation } from '../errors/violation.ts'

export type Hold = {
  template: string
  violations: Violation[]
  notices: FitNotice[]
  /** Unknown button names are always refused, because there is no one to notify. */
  isStrict?: boolean
}

/** An accepted value that could have been meant otherwise. `path`: the field that it was in. */
export type FitNotice =
  | { kind: 'buttons_by_place' | 'parameters_by_place'; path: string }
  /** `language` was sent, and `others` could have been meant too. */
  | { kind: 'language_chosen'; path: 'language'; language: string; others: string[] }

const sentences = {
  buttons_by_place:
    'no action matches the text of a button of the template; the values were assigned to the buttons in order.',
  parameters_by_place:
    'the variables of the template have numbers and no labels; the values were assigned to them in order.',
} satisfies Record<Exclude<FitNotice['kind'], 'language_chosen'>, string>

/** For a header of a response: visible ASCII only. */
export function noticeText(notice: FitNotice): string {
  if (notice.kind !== 'language_chosen') return `${notice.path}: ${sentences[notice.kind]}`
  const { path, language, others } = notice
  const also = others.length > 0 ? `; the template also exists in ${others.join(', ')}` : ''
  return `${path}: ${language} was used${also}.`
}

/** A value that no template would accept. */
export function refuse(hold: Hold, path: string, rule: Rule, args?: Violation['args']): void {
  hold.violations.push(args ? { path, rule, args } : { path, rule })
}

/** A value, or a missing one, that this template does not accept: the sentence names the template. */
export function misfit(hold: Hold, path: string, rule: Rule, args?: Violation['args']): void {
  refuse(hold, path, rule, { template: hold.template, ...args })
}

export function noPlace(hold: Hold, path: string): void {
  misfit(hold, path, 'template_no_place')
}

/** The template needs a value that the request has no field for. */
export function unsupported(hold: Hold, component: string, actual: string): undefined {
  misfit(hold, 'elementName', 'template_unsupported', { component, actual })
}
