/**
 * Dependencies of the templates flow, and the results of its actions. No action throws for what Meta or a caller's
 * server does.
 */
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Failed } from '../channel/cloud/outcomes/outcomes.ts'
import type { GuardedRequest } from '../egress/request.ts'
import type { Violation } from '../model/errors/violation.ts'
import type { StoredTemplate } from '../model/template/record.ts'
import type { Store } from '../store/store.ts'

export type TemplateDeps = {
  store: Pick<
    Store,
    | 'templateRecords'
    | 'putTemplate'
    | 'editTemplate'
    | 'submittingTemplate'
    | 'deleteTemplate'
    | 'draftTemplate'
    | 'submitTemplate'
    | 'syncTemplates'
    | 'dropTemplates'
    | 'endLearning'
    | 'insightsState'
    | 'noteInsights'
    | 'countedTemplates'
    | 'noteTemplateDays'
  >
  cloud: Pick<
    CloudClient,
    | 'templateLibrary'
    | 'templateInsights'
    | 'listTemplates'
    | 'readTemplate'
    | 'createTemplate'
    | 'editTemplate'
    | 'deleteTemplate'
    | 'uploadSample'
  >
  /** Guarded, each redirect included: sample files come from addresses that callers name. */
  request: GuardedRequest
  /** Possible MIME types of a file by its first bytes, the likeliest first. */
  typesOf: (head: Uint8Array) => Promise<readonly string[]>
  clock: () => number
}

export type TemplateResult<Value> =
  | { kind: 'ok'; value: Value }
  | { kind: 'invalid'; violations: Violation[] }
  /** Its name and language are in use. */
  | { kind: 'taken'; status: string }
  /** Its status allows no change. */
  | { kind: 'locked'; status: string }
  | { kind: 'missing' }
  /** Meta refused it, or could not be reached. */
  | { kind: 'meta'; outcome: Failed }

export type TemplateOutcome = TemplateResult<StoredTemplate>
