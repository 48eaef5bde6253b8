/**
 * What the templates flow is given, and what its actions can end as. No action throws for what Meta or a caller's server does.
 * The results are rendered by http.
 */
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Failed } from '../channel/cloud/outcomes.ts'
import type { StoredTemplate } from '../model/template/record.ts'
import type { Violation } from '../model/violation.ts'
import type { GuardedRequest } from '../outgoing/request.ts'
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
  >
  cloud: Pick<
    CloudClient,
    'listTemplates' | 'readTemplate' | 'createTemplate' | 'editTemplate' | 'deleteTemplate' | 'uploadSample'
  >
  /** Through the guard, each redirect by itself: sample files come from addresses that callers name. */
  request: GuardedRequest
  /** MIME types that a file may have by its first bytes, the likeliest first. */
  typesOf: (head: Uint8Array) => Promise<readonly string[]>
  clock: () => number
}

export type TemplateResult<Value> =
  | { kind: 'ok'; value: Value }
  | { kind: 'invalid'; violations: Violation[] }
  /** Its name and language are in use. */
  | { kind: 'taken'; status: string }
  /** Its status does not let it be changed. */
  | { kind: 'locked'; status: string }
  | { kind: 'missing' }
  /** Meta did not take it, or could not be asked. */
  | { kind: 'meta'; outcome: Failed }

export type TemplateOutcome = TemplateResult<StoredTemplate>
