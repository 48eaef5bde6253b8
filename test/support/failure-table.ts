/** The promises of the failure table, cell by cell: docs/campaigns.md and the flow tests are checked against it. */
import { type FailureName, failureKinds, isStop, kindNamed } from '../../src/model/outcome/failure-kinds.ts'

export type Follows = 'again' | 'fails' | 'stops'

const names = Object.keys(failureKinds) as FailureName[]

function followsOf(name: FailureName): Follows {
  if (isStop(name)) return 'stops'
  return kindNamed(name).concerns === 'moment' ? 'again' : 'fails'
}

/** The fate of the row or the campaign, by how the failure is reported. */
export const follows = Object.fromEntries(
  names.map((name) => [name, { answer: followsOf(name), status: followsOf(name) }]),
) as Record<FailureName, Record<'answer' | 'status', Follows>>

const restricted = { event: 'ACCOUNT_RESTRICTION' }
const reinstated = { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }

/** Failures reported by a webhook: the stop and its lift, as an act of the sandbox's review or as an account change. */
export const tellings: Partial<Record<FailureName, [stop: Reported, lift: Reported]>> = {
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

type Reported = string | Record<string, unknown>

const answers: Record<Follows, string> = {
  again: 'goes again',
  fails: 'the row fails',
  stops: 'the campaign stops',
}

const statuses: Record<Follows, string> = { ...answers, again: 'goes again, 8 times within 24 hours' }

/** The rows of docs/campaigns.md, "Every failure". */
export function documentedRows(): string[][] {
  return names.map((name) => {
    const kind = kindNamed(name)
    const ranges = kind.ranges?.map(([from, to]) => `${from}–${to}`) ?? []
    const codes = [...kind.codes, ...ranges, ...(kind.keys ?? [])].join(', ')
    const words = [...(kind.statuses ?? []), ...(kind.account ?? [])]
    const reported = words.length > 0 ? `the campaign stops: ${words.join(', ')}` : '–'
    const { answer, status } = follows[name]
    return [`\`${name}\``, codes, kind.class, kind.concerns, answers[answer], statuses[status], reported, looksOf(name)]
  })
}

function looksOf(name: FailureName): string {
  const { stops } = kindNamed(name)
  if (!stops) return '–'
  return stops.firstLookMs === 0 ? 'none' : `after ${spanOf(stops.firstLookMs)}, at most ${spanOf(stops.maxMs)}`
}

function spanOf(ms: number): string {
  return ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`
}
