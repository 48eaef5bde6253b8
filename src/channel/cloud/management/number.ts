/**
 * Reads how a number stands at Meta, and reads and writes its business profile (meta-2026.md, sections 8.2 and 12.2).
 * Works on functions that get a path; in production the client's `get` and `post`.
 */
import type { Profile } from '../../../model/bot/profile.ts'
import { type StandingName, wordOf } from '../../../model/bot/standing.ts'
import { type Json, listOf, numberOf, objectOf, textOf } from '../../../model/json.ts'
import type { Failed } from '../outcomes/outcomes.ts'
import type { Get, GraphResult } from './account.ts'
import type { DoneResult } from './templates.ts'

/** `field`: Meta's name of the value. */
export type AskedValue = { name: StandingName; value: string; field: string }

/** `tokenExpiresAt`: in ms, 0: never; absent: Meta did not say. */
export type StandingAnswer =
  | { kind: 'ok'; values: AskedValue[]; tokenExpiresAt?: number }
  | { kind: 'failed'; outcome: Failed }

const limitField = 'whatsapp_business_manager_messaging_limit'
/** Deprecated: for servers that do not know the field above. */
const formerLimitField = 'messaging_limit_tier'

type Asking = { phoneNumberId: string; accessToken: string }

export async function readStanding(get: Get, { phoneNumberId, accessToken }: Asking): Promise<StandingAnswer> {
  const result = await get(`/${phoneNumberId}?fields=quality_rating,throughput,verified_name,status`)
  if (result.kind === 'failed') return result
  const { quality_rating: quality, throughput, verified_name: name, status } = result.json
  const limit = await readLimit(get, phoneNumberId)
  const shared = await readShared(get, phoneNumberId)
  const tokenExpiresAt = await readExpiry(get, accessToken)
  const values = [
    asked('quality', 'quality_rating', wordOf(quality)),
    ...limit,
    asked('throughput', 'throughput', wordOf(objectOf(throughput)?.level)),
    asked('name', 'verified_name', textOf(name)?.slice(0, 500)),
    asked('status', 'status', wordOf(status)),
    shared,
  ]
  return {
    kind: 'ok',
    values: values.filter((one) => one !== undefined),
    ...(tokenExpiresAt !== undefined && { tokenExpiresAt }),
  }
}

/** Asked for by itself: a version of the API that does not know the field refuses the whole question. */
async function readLimit(get: Get, phoneNumberId: string): Promise<(AskedValue | undefined)[]> {
  for (const field of [limitField, formerLimitField]) {
    const result = await get(`/${phoneNumberId}?fields=${field}`)
    if (result.kind === 'ok') return [asked('limit', field, wordOf(result.json[field]))]
    if (result.outcome.kind !== 'refused') return []
  }
  return []
}

/** By itself, as the limit. An answer without it says nothing. */
async function readShared(get: Get, phoneNumberId: string): Promise<AskedValue | undefined> {
  const field = 'is_on_biz_app'
  const result = await get(`/${phoneNumberId}?fields=${field},platform_type`)
  const isOnApp = result.kind === 'ok' ? result.json[field] : undefined
  return typeof isOnApp === 'boolean' ? asked('shared', field, isOnApp ? 'TRUE' : 'FALSE') : undefined
}

/** A token asks about itself. */
async function readExpiry(get: Get, accessToken: string): Promise<number | undefined> {
  const result = await get(`/debug_token?input_token=${encodeURIComponent(accessToken)}`)
  const seconds = result.kind === 'ok' ? numberOf(objectOf(result.json.data)?.expires_at) : undefined
  return seconds === undefined ? undefined : seconds * 1_000
}

function asked(name: StandingName, field: string, value: string | undefined): AskedValue | undefined {
  return value === undefined ? undefined : { name, value, field }
}

// ── the profile ─────────────────────────────────────────────

export type ProfileAnswer = { kind: 'ok'; profile: Profile } | { kind: 'failed'; outcome: Failed }

const profileFields = 'about,address,description,email,profile_picture_url,websites,vertical'

export async function readProfile(get: Get, phoneNumberId: string): Promise<ProfileAnswer> {
  const result = await get(`/${phoneNumberId}/whatsapp_business_profile?fields=${profileFields}`)
  if (result.kind === 'failed') return result
  const found = objectOf(listOf(result.json.data)?.[0]) ?? {}
  const text = (field: string) => textOf(found[field]) ?? ''
  const profile = {
    about: text('about'),
    address: text('address'),
    description: text('description'),
    email: text('email'),
    websites: (listOf(found.websites) ?? []).flatMap((site) => textOf(site) ?? []),
    vertical: text('vertical'),
    pictureUrl: text('profile_picture_url'),
  }
  return { kind: 'ok', profile }
}

type Post = (path: string, body: Json) => Promise<GraphResult>

/** An empty text empties the field; `about` and `vertical` are left as they are, which Meta cannot empty. */
export async function writeProfile(
  post: Post,
  phoneNumberId: string,
  { about, vertical, pictureUrl: _seen, ...texts }: Profile,
): Promise<DoneResult> {
  const result = await post(`/${phoneNumberId}/whatsapp_business_profile`, {
    messaging_product: 'whatsapp',
    ...texts,
    ...(about !== '' && { about }),
    ...(vertical !== '' && { vertical }),
  })
  return result.kind === 'ok' ? { kind: 'done' } : result
}

/** `handle`: of a resumable upload (cloud-api.md, section 2). The texts stay. */
export async function writePicture(post: Post, phoneNumberId: string, handle: string): Promise<DoneResult> {
  const picture = { messaging_product: 'whatsapp', profile_picture_handle: handle }
  const result = await post(`/${phoneNumberId}/whatsapp_business_profile`, picture)
  return result.kind === 'ok' ? { kind: 'done' } : result
}
