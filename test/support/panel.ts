/**
 * An external support panel, as a program of another company would be: it verifies what it receives over the bytes, and
 * signs what it posts. It shares no code with the gateway's.
 */
import { createHmac } from 'node:crypto'
import { type Answer, type Gateway, request } from './gateway.ts'
import type { Received } from './receiver.ts'

export type PanelEvent = {
  event_type: string
  project_id: string
  room_id: string
  contact: { id: string; name: string }
  conversation: { id: string }
  bot: { id: string; name: string }
  value: { id: string; type?: string; reason?: string; content?: Record<string, unknown>; redirectPayload?: unknown }
}

export const signatureOf = (secret: string, bytes: Uint8Array | string) =>
  `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`

export function isSignedWith(secret: string, { headers, bytes }: Received): boolean {
  return headers['x-jelou-signature'] === signatureOf(secret, bytes)
}

/** What came of one person, in order. */
export function eventsOf(received: readonly Received[], userId: string): PanelEvent[] {
  const events = received.map(({ body }) => body as unknown as PanelEvent)
  return events.filter(({ contact }) => contact?.id === userId)
}

export function agentMessage(userId: string, id: string, text: string) {
  return {
    ...frameOf(userId),
    event_type: 'incoming_message',
    value: { id, type: 'text', content: { body: text } },
  }
}

export function frameOf(userId: string, botId = 'demo') {
  return {
    field: 'messages',
    object: 'message_event',
    project_id: botId,
    room_id: `G:${botId}:${userId}`,
    bot_id: botId,
    user_id: userId,
  }
}

/** `written`: the very text, where it is not the plain JSON. */
export function panelPosts(
  { url }: Pick<Gateway, 'url'>,
  secret: string,
  body: unknown,
  { written = JSON.stringify(body), signature = signatureOf(secret, written) } = {},
): Promise<Answer> {
  const headers = { 'x-jelou-signature': signature }
  return request(`${url}/v1/external-support/webhook`, 'POST', written, headers)
}
