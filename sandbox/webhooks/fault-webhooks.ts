/**
 * Faults on webhooks: an update that is never posted, posted twice, or posted later. Costs nothing while there is no
 * such fault.
 */
import type { Fault } from '../faults/fault.ts'
import type { Faults, Injection } from '../faults/faults.ts'
import { isJson, parseJson, textAt } from '../wire.ts'
import type { Update } from './body.ts'

/** Passes the update to `post` as often as the fault says; a delayed one goes to `later`. */
export function injectUpdate(
  faults: Faults,
  update: Update,
  flow: { post(update: Update): void; later(update: Update, delayMs: number): void },
): void {
  const fault: Fault | undefined = faults.take(injectionOf(update))
  switch (fault?.kind) {
    case 'lose':
      update.onDelivered?.()
      return
    case 'delay':
      flow.later(update, fault.delayMs)
      return
    default:
      flow.post(update)
      if (fault?.kind === 'duplicate') flow.post(update)
  }
}

function injectionOf({ number, field, of, item }: Update): Injection {
  const parsed = parseJson(item)
  const body = isJson(parsed) ? parsed : {}
  const person =
    textAt(body, 'recipient_id') ??
    textAt(body, 'from') ??
    textAt(body, 'recipient_user_id') ??
    textAt(body, 'from_user_id')
  const status = textAt(body, 'status')
  return {
    operation: 'webhooks',
    phoneNumberId: number.phoneNumberId,
    field: of ?? (field === 'raw' ? (textAt(body, 'field') ?? field) : field),
    ...(person === undefined ? {} : { person }),
    ...(status === undefined ? {} : { status }),
  }
}
