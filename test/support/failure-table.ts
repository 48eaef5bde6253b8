/** What the table of failures promises, cell by cell: docs/campaigns.md and the flow tests are held against it. */
import { type FailureName, failureKinds, isStop, kindNamed } from '../../src/model/failure-kinds.ts'

export type Follows = 'again' | 'fails' | 'stops'

const names = Object.keys(failureKinds) as FailureName[]

function followsOf(name: FailureName): Follows {
  if (isStop(name)) return 'stops'
  return kindNamed(name).concerns === 'moment' ? 'again' : 'fails'
}

/** What becomes of the row, or of the campaign, by how it is told. */
export const follows = Object.fromEntries(
  names.map((name) => [name, { answer: followsOf(name), status: followsOf(name) }]),
) as Record<FailureName, Record<'answer' | 'status', Follows>>

const restricted = { event: 'ACCOUNT_RESTRICTION' }
const reinstated = { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }

/** Those that a webhook tells: what stops and what lifts, as an act of the sandbox's review or as a change of the account. */
export const tellings: Partial<Record<FailureName, [stop: Told, lift: Told]>> = {
  TEMPLATE_PAUSED: ['pause', 'unpause'],
  TEMPLATE_DISABLED: ['disable', 'reinstate'],
  TEMPLATE_MISSING: ['appeal', 'approve'],
  NUMBER_NOT_READY: [{ event: 'ACCOUNT_OFFBOARDED' }, { event: 'ACCOUNT_RECONNECTED' }],
  ACCOUNT_RESTRICTED: [
    { ...restricted, restriction_info: [{ restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING' }] },
    { ...restricted, restriction_info: [] },
  ],
  ACCOUNT_LOCKED: [{ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }, reinstated],
}

type Told = string | Record<string, unknown>
