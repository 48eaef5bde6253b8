/**
 * What a panel's registration says of authentication besides the signature: `authType`, and `authorization`, one text
 * (jelou-api.md, 18.3). Unverified: how that text reads. Both forms are taken: the credential alone and what stands in
 * the header, `Bearer …` and `Basic …`; for `basic` also `user:password` in clear. Pure.
 */
import type { EndpointAuth } from '../bot/bot.ts'
import type { Checked } from '../errors/violation.ts'

export const authTypes = ['no_auth', 'bearer', 'api_key', 'basic'] as const
type AuthType = (typeof authTypes)[number]

/** The documented header (jelou-api.md, section 13). */
const keyHeader = 'X-API-Key'
const inHeader = /^[\x20-\x7e]{1,4000}$/

export function readPanelAuth(
  type: AuthType = 'no_auth',
  authorization: string | undefined,
): Checked<EndpointAuth | undefined> {
  const text = authorization?.trim() ?? ''
  if (type === 'no_auth')
    return text === '' ? { ok: true, value: undefined } : wrong('exclusive', { other: 'authType' })
  if (text === '') return { ok: false, violations: [{ path: 'authorization', rule: 'required' }] }
  if (!inHeader.test(text)) return wrong('format', { expected: 'visible ASCII characters' })
  switch (type) {
    case 'bearer':
      return { ok: true, value: { type, token: text.replace(/^Bearer +/i, '') } }
    case 'api_key':
      return { ok: true, value: { type, header: keyHeader, value: text } }
    case 'basic':
      return basicOf(text.replace(/^Basic +/i, ''))
  }
}

function basicOf(written: string): Checked<EndpointAuth> {
  const clear = written.includes(':') ? written : decoded(written)
  const colon = clear.indexOf(':')
  if (colon < 1) return wrong('format', { expected: 'user:password' })
  return { ok: true, value: { type: 'basic', username: clear.slice(0, colon), password: clear.slice(colon + 1) } }
}

function decoded(base64: string): string {
  try {
    return atob(base64)
  } catch {
    return ''
  }
}

function wrong(rule: 'exclusive' | 'format', args: Record<string, string>): Checked<never> {
  return { ok: false, violations: [{ path: 'authorization', rule, args }] }
}

/** The word of the registration for it. */
export function authTypeOf(auth: EndpointAuth | undefined): AuthType {
  return auth?.type ?? 'no_auth'
}
