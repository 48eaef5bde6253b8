/** A rule of a message type, and what it may read of the world. Types only. */
import type { Refusal } from '../graph/error.ts'
import type { Template, TemplateComponent } from '../templates/template.ts'

/** The world's facts that a rule may read. */
export type RuleScope = {
  now: number
  hasMedia(id: string): boolean
  /** Absent where no media are stored. */
  mimeTypeOf?(id: string): string | undefined
  /** Every language of the template in the sender's WABA. */
  templatesNamed(name: string): readonly Template[]
}

export type Rule = (content: unknown, scope: RuleScope) => Refusal | undefined

export type CheckContext = {
  /** The sender's components. */
  sent: readonly unknown[]
  expected: readonly TemplateComponent[]
  /** Empty or `carousel card 0 `: starts the details of a refusal. */
  prefix: string
  template: Template
  scope: RuleScope
}
