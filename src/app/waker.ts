/** Leads each wake-up of the store to the worker that it concerns. */
import type { Receipts } from '../inbound/receipts.ts'
import type { TemplateNotice } from '../model/template/record.ts'
import type { Dispatch } from '../outbound/dispatch.ts'
import type { Wakeup } from '../store/events/wakeup.ts'

type Woken = Record<'webhooks' | 'skills' | 'media', { wake(id: string): void }> & {
  webhooks: { claimAgain(endpointId: string): void }
  outbound: Pick<Dispatch, 'wake' | 'resumed'>
  templates: { notice(notice: TemplateNotice): void }
  numbers: { hint(botId: string): void }
  hub: { wake(): void }
  receipts: Pick<Receipts, 'received'>
}

/** Delivers a wake-up to its lane. */
export function wakerOf({
  outbound,
  webhooks,
  skills,
  media,
  templates,
  numbers,
  hub,
  receipts,
}: Woken): (wakeup: Wakeup) => void {
  return (wakeup) => {
    switch (wakeup.kind) {
      case 'messages':
        return outbound.wake(wakeup.id)
      case 'resume':
        return outbound.resumed(wakeup.id)
      case 'deliveries':
        // Perhaps of an event that another process has committed.
        hub.wake()
        return webhooks.wake(wakeup.id)
      case 'deliveries_changed':
        return webhooks.claimAgain(wakeup.id)
      case 'skills':
        return skills.wake(wakeup.id)
      case 'media':
        return media.wake(wakeup.id)
      case 'templates':
        return templates.notice(wakeup.notice)
      case 'standing':
        return numbers.hint(wakeup.botId)
      case 'received':
        return receipts.received(wakeup.botId, wakeup.wamid)
    }
  }
}
