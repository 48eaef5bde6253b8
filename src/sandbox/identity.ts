// The sandbox's fixed identity (docs/sandbox.md, "What is there"), so that any client can be pointed at it, and the shape of a phone
// number that businesses send from. More numbers come by `POST /_sandbox/numbers`.

export type PhoneNumber = {
  readonly phoneNumberId: string
  readonly wabaId: string
  /** Digits only, as in webhooks' metadata. */
  readonly displayNumber: string
  readonly verifiedName: string
  /** Signs this number's webhooks when the subscription does not say otherwise. */
  readonly appSecret?: string
  /** Its messaging limit, TIER_250 and so on; the rules' `tier` when left out. */
  readonly tier?: string
  /** GREEN when left out. */
  readonly quality?: string
  /** Messages a second; the rules' `throughputPerSecond` when left out. */
  readonly throughputPerSecond?: number
}

export const sandboxNumber: PhoneNumber = {
  phoneNumberId: '100000000000001',
  wabaId: '200000000000001',
  displayNumber: '593990000001',
  verifiedName: 'Recado',
}

/** The app that is subscribed, and under which files are uploaded. */
export const sandboxAppId = '400000000000001'
export const sandboxAppSecret = 'sandbox-app-secret'
export const sandboxVerifyToken = 'sandbox-verify-token'
export const demoPerson = { waId: '593987654321', name: 'Ana' } as const
