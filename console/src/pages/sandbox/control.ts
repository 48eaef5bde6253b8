/**
 * The sandbox's control API, which has nothing that is real and asks for no credentials. It admits pages of this origin
 * (docs/sandbox.md); its own document is at /_sandbox/docs.
 */
import { queryOptions } from '@tanstack/react-query'
import type { Bot } from '../../app/bots.ts'
import { Told } from '../../kit/told.ts'

/** A bot whose Meta is the sandbox, and where that is. */
export type OnPhone = { bot: Bot; address: string }

/** A request to the Graph API, with its answer. */
export type WireRequest = {
  id: number
  at: number
  method: string
  url: string
  statusCode: number
  body: string
  answer?: string
}
/** A webhook; without `statusCode` it was not posted yet, with 0 nobody answered. */
export type WireWebhook = { id: number; at: number; attempts: number; statusCode?: number; body: string }
export type Template = { id: string; name: string; language: string; status: string; category: string }
/** `key`: digits, or the id of a person without a number. */
export type Person = { key: string; name: string; hasRead?: boolean }
export type Fault = { id: string; kind: string; timesLeft: number | 'always' }
export type Clock = { now: number; advancedMs: number; isFrozen: boolean }

/** A refusal's own sentence is its code: the sandbox speaks to those who build. */
export async function control<Answer>(address: string, method: string, path: string, body?: object): Promise<Answer> {
  const request = {
    method,
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }
  const answer = await fetch(`${address}_sandbox${path}`, request).catch((cause: unknown) => {
    throw new Told({ title: 'error.offline', text: 'sandbox.gone', code: address }, cause)
  })
  const said: (Answer & { error?: unknown }) | undefined = await answer.json().catch(() => undefined)
  if (answer.ok && said !== undefined) return said
  const code = typeof said?.error === 'string' ? said.error : `HTTP ${answer.status}`
  throw new Told({ title: 'sandbox.refused', text: 'sandbox.refused_do', code })
}

const refreshMs = 2_000

export function controlQuery<Answer>(address: string, path: string) {
  return queryOptions({
    queryKey: ['sandbox', address, path],
    queryFn: () => control<Answer>(address, 'GET', path),
    refetchInterval: refreshMs,
  })
}
