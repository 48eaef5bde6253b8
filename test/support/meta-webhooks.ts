/** Meta's webhooks posted by hand in flow tests: bodies of any shape, with Meta's signature or a wrong one. */
import { createHmac } from 'node:crypto'
import { sandboxAppSecret, sandboxNumber } from '../../sandbox/identity.ts'
import { type Answer, type Gateway, request } from './gateway.ts'

export const metaSignature = (body: string | Buffer, secret: string = sandboxAppSecret) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

/** Posts the body verbatim; `signature` defaults to Meta's, null omits it. */
export function postWebhook(
  gateway: Gateway,
  body: string,
  signature: string | null = metaSignature(body),
): Promise<Answer> {
  const headers = signature === null ? undefined : { 'x-hub-signature-256': signature }
  return request(`${gateway.url}/meta/webhook`, 'POST', body, headers)
}

type Change = { messages?: object[]; statuses?: object[]; phoneNumberId?: string }

/** One entry per list of changes. */
export function webhookOf(entries: Change[][]): Record<string, unknown> {
  return {
    object: 'whatsapp_business_account',
    entry: entries.map((changes) => ({ id: sandboxNumber.wabaId, changes: changes.map(changeOf) })),
  }
}

function changeOf({ messages, statuses, phoneNumberId = sandboxNumber.phoneNumberId }: Change) {
  return {
    field: 'messages',
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: sandboxNumber.displayNumber, phone_number_id: phoneNumberId },
      ...(messages && { contacts: [{ profile: { name: 'Ana' }, wa_id: '593987654321' }], messages }),
      ...(statuses && { statuses }),
    },
  }
}

const seconds = () => String(Math.floor(Date.now() / 1_000))

export function textMessage(id: string, body: string, from = '593987654321') {
  return { from, id, timestamp: seconds(), type: 'text', text: { body } }
}

export function statusOf(id: string, status: string) {
  return { id, status, timestamp: seconds(), recipient_id: '593987654321' }
}
