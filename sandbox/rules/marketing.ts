/**
 * The two endpoints of templates (meta-2026.md, sections 10.1 and 10.2): marketing messages take marketing templates
 * only, and alone those with a max price; an account may close the ordinary endpoint to marketing. What an account may
 * is a setting of the number, `marketingMessages`.
 */
import type { Refusal } from '../graph/error.ts'
import type { PhoneNumber } from '../identity.ts'
import type { Template } from '../templates/template.ts'
import { isJson, type Json } from '../wire.ts'
import { invalid } from './check.ts'

export const marketingStates = ['READY', 'NOT_ONBOARDED', 'SYNCING', 'UNAVAILABLE', 'ONLY'] as const

export type Endpoint = 'messages' | 'marketing_messages'

export function checkEndpoint(
  endpoint: Endpoint,
  message: Json,
  { number, template, waId }: { number: PhoneNumber; template: Template | undefined; waId: string | undefined },
): Refusal | undefined {
  const refusal = endpoint === 'messages' ? checkOrdinary(number, template) : checkMarketing(number, template, message)
  if (refusal !== undefined || template?.optimization_spec === undefined) return refusal
  if (waId === undefined) return { code: 131062, details: 'A template with a max price needs a phone number.' }
  // One market in which nothing is delivered anyway stands for those without max price.
  return waId.startsWith('1') ? { code: 131065, details: 'Max price is not available in this country.' } : undefined
}

function checkOrdinary({ marketingMessages }: PhoneNumber, template: Template | undefined): Refusal | undefined {
  if (template?.category !== 'MARKETING') return undefined
  if (template.optimization_spec !== undefined)
    return { code: 131061, details: 'A template with a max price is sent by /marketing_messages.' }
  return marketingMessages === 'ONLY'
    ? { code: 131063, details: 'Marketing templates are switched off here: use /marketing_messages.' }
    : undefined
}

const states: Partial<Record<string, Refusal>> = {
  NOT_ONBOARDED: { code: 131055, details: 'The account has not signed the terms of marketing messages.' },
  SYNCING: { code: 134101, details: 'The template is being synced: try again in ten minutes.' },
  UNAVAILABLE: { code: 134102, details: 'The Marketing Messages API is not available to this account.' },
}

function checkMarketing(
  { marketingMessages = 'READY' }: PhoneNumber,
  template: Template | undefined,
  { product_policy: policy, bid_spec: bid }: Json,
): Refusal | undefined {
  const refusal = states[marketingMessages]
  if (refusal !== undefined) return refusal
  if (template?.category !== 'MARKETING')
    return { code: 134100, details: 'Only marketing messages are supported here.' }
  if (policy !== undefined && policy !== 'CLOUD_API_FALLBACK' && policy !== 'STRICT')
    return invalid('product_policy must be one of {CLOUD_API_FALLBACK, STRICT}')
  const multiplier = isJson(bid) ? bid.per_message_bid_multiplier : bid
  if (multiplier !== undefined && !(typeof multiplier === 'number' && multiplier > 0))
    return invalid("bid_spec['per_message_bid_multiplier'] must be a positive number")
  return undefined
}
