/**
 * The sandbox's fixed identity (docs/sandbox.md, "What is there"), so that any client can be pointed at it, and the
 * type of a business phone number. `POST /_sandbox/numbers` adds more numbers.
 */

import type { Json } from './wire.ts'

export type PhoneNumber = {
  phoneNumberId: string
  wabaId: string
  /** Digits only, as in webhooks' metadata. */
  displayNumber: string
  verifiedName: string
  /** Signs this number's webhooks if the subscription sets no secret of its own. */
  appSecret?: string
  /** The number's messaging limit, such as TIER_250; defaults to the rules' `tier`. */
  tier?: string
  /** Defaults to GREEN. */
  quality?: string
  /** CONNECTED by default; DISCONNECTED while it is not registered. */
  status?: string
  /** APPROVED by default. */
  nameStatus?: string
  /** VERIFIED by default. */
  verification?: string
  /** Shared with the WhatsApp Business app; not by default. */
  isOnBizApp?: boolean
  /** Conversations of before it was shared, as threads of the fact `history`; by default a few of the people's. */
  past?: Json[]
  /** False: the business shares none of them. */
  hasPast?: boolean
  /** What `health_status` says; by default AVAILABLE while it is connected, and BLOCKED otherwise. */
  health?: string
  /** Messages a second; defaults to the rules' `throughputPerSecond`. */
  throughputPerSecond?: number
  /** Among the responders of the number: customer_service by default; escalation may take conversations. */
  role?: string
  /** What a claimed username is: approved by default, or reserved. */
  usernameStatus?: string
  /** What the account may do with marketing messages (rules/marketing.ts); READY by default. */
  marketingMessages?: string
}

export const sandboxNumber: PhoneNumber = {
  phoneNumberId: '100000000000001',
  wabaId: '200000000000001',
  displayNumber: '593990000001',
  verifiedName: 'Recado',
}

/** The subscribed app, which also owns file uploads. */
export const sandboxAppId = '400000000000001'
export const appName = 'Recado'
export const sandboxAppSecret = 'sandbox-app-secret'
export const sandboxVerifyToken = 'sandbox-verify-token'
export const demoPerson = { waId: '593987654321', name: 'Ana' } as const
