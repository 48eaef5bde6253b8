/**
 * A number's own settings at Meta (meta-2026.md, sections 3, 5.3, 5.5 and 12): who answers a conversation, what a new
 * chat offers, whom the number blocks, its QR codes, registration, subscription, username, and the contact book. Works
 * on functions that get a path; in production the client's.
 */

import { idOf, type Json, listOf, objectOf, textOf } from '../../../model/json.ts'
import type { Failed } from '../outcomes/outcomes.ts'
import type { GraphResult } from './account.ts'
import { doneOf } from './templates.ts'

export type Calls = {
  get(path: string): Promise<GraphResult>
  post(path: string, body: Json): Promise<GraphResult>
  remove(path: string, body?: Json): Promise<GraphResult>
}

export type Answered<Value> = { kind: 'ok'; value: Value } | { kind: 'failed'; outcome: Failed }

export type PersonName = { phone?: string; scopedId?: string }
export type ThreadRequest = PersonName & {
  action: 'pass' | 'release' | 'take'
  targetRole?: string
  metadata?: string
}
export type Components = { prompts: string[]; commands: { name: string; description: string }[] }
export type Blocked = { phone: string | null; scopedId: string | null }
export type QrCode = { code: string; message: string; url: string; imageUrl: string | null }
export type QrWrite = { message: string; image?: 'PNG' | 'SVG' }
export type Override = { of: 'account' | 'number'; url?: string; verifyToken?: string }
export type Subscription = { application: string | null; account: string | null; number: string | null }
export type Username = { username: string | null; status: string | null }

export type NumberSettings = ReturnType<typeof numberSettings>

const product = { messaging_product: 'whatsapp' } as const
/** Meta gives at most so many of a page here. */
const blockedPage = 100
const maxCodes = 2_000

export function numberSettings({ get, post, remove }: Calls, { phoneNumberId, wabaId }: Numbered) {
  const number = `/${phoneNumberId}`
  const codes = `${number}/message_qrdls`
  return {
    thread: async ({ action, targetRole, metadata, ...person }: ThreadRequest) =>
      doneOf(
        await post(`${number}/thread_control`, {
          ...product,
          action,
          ...(person.phone === undefined ? { recipient: person.scopedId } : { to: `+${person.phone}` }),
          ...(metadata !== undefined && { metadata }),
          ...(targetRole !== undefined && { control_pass: { target_role: targetRole } }),
        }),
      ),
    components: async () => read(await get(`${number}?fields=conversational_automation`), componentsOf),
    replaceComponents: async ({ prompts, commands }: Components) =>
      doneOf(
        await post(`${number}/conversational_automation`, {
          prompts,
          commands: commands.map(({ name, description }) => ({ command_name: name, command_description: description })),
        }),
      ),
    blocked: async (after?: string) => {
      const page = after === undefined ? '' : `&after=${encodeURIComponent(after)}`
      return read(await get(`${number}/block_users?limit=${blockedPage}${page}`), blockedOf)
    },
    block: async (person: PersonName) => doneOf(await post(`${number}/block_users`, blocking(person))),
    unblock: async (person: PersonName) => doneOf(await remove(`${number}/block_users`, blocking(person))),
    qrCodes: async () => read(await get(`${codes}?limit=${maxCodes}&fields=${qrFields}`), qrCodesOf),
    createQrCode: async ({ message, image = 'SVG' }: QrWrite) =>
      read(await post(codes, { prefilled_message: message, generate_qr_image: image }), qrCodeOf),
    changeQrCode: async (code: string, { message }: QrWrite) =>
      read(await post(codes, { code, prefilled_message: message }), qrCodeOf),
    deleteQrCode: async (code: string) => doneOf(await remove(`${codes}/${encodeURIComponent(code)}`)),
    register: async ({ pin, region }: { pin: string; region?: string }) =>
      doneOf(
        await post(`${number}/register`, { ...product, pin, ...(region && { data_localization_region: region }) }),
      ),
    deregister: async () => doneOf(await post(`${number}/deregister`, product)),
    setPin: async (pin: string) => doneOf(await post(number, { pin })),
    requestCode: async (method: 'SMS' | 'VOICE', language: string) =>
      doneOf(await post(`${number}/request_code`, { code_method: method, language })),
    verifyCode: async (code: string) => doneOf(await post(`${number}/verify_code`, { code })),
    subscription: async () => read(await get(`${number}?fields=webhook_configuration`), subscriptionOf),
    subscribe: async ({ of, url, verifyToken }: Override) => {
      const override = url === undefined ? {} : { override_callback_uri: url, verify_token: verifyToken }
      if (of === 'account') return doneOf(await post(`/${wabaId}/subscribed_apps`, override))
      const configuration = url === undefined ? { override_callback_uri: '' } : override
      return doneOf(await post(number, { webhook_configuration: configuration }))
    },
    unsubscribe: async () => doneOf(await remove(`/${wabaId}/subscribed_apps`)),
    username: async () => read(await get(`${number}/username`), usernameOf),
    suggestedUsernames: async () => read(await get(`${number}/username_suggestions`), suggestionsOf),
    setUsername: async (username: string, isTransferred: boolean) =>
      read(
        await post(`${number}/username`, { username, transfer_action: isTransferred ? 'force_transfer' : 'none' }),
        (json) => ({ username, status: textOf(json.status) ?? null }),
      ),
    deleteUsername: async () => doneOf(await remove(`${number}/username`)),
    /** `deleted`: false for an id that the book does not have, which is no error. */
    forgetContact: async (scopedId: string) => {
      const query = `messaging_product=whatsapp&bsuid=${encodeURIComponent(scopedId)}`
      const answer = await remove(`${number}/contact_book?${query}`)
      return read(answer, (json) => ({ deleted: json.deleted === true }))
    },
  }
}

type Numbered = { phoneNumberId: string; wabaId: string }

function read<Value>(result: GraphResult, readFrom: (json: Json) => Value): Answered<Value> {
  return result.kind === 'failed' ? result : { kind: 'ok', value: readFrom(result.json) }
}

function componentsOf(json: Json): Components {
  const { prompts, commands } = objectOf(json.conversational_automation) ?? {}
  return {
    prompts: (listOf(prompts) ?? []).flatMap((prompt) => textOf(prompt) ?? []),
    commands: objectsIn(commands).map((one) => ({
      name: textOf(one.command_name) ?? '',
      description: textOf(one.command_description) ?? '',
    })),
  }
}

function blocking({ phone, scopedId }: PersonName): Json {
  return { ...product, block_users: [phone === undefined ? { user_id: scopedId } : { user: `+${phone}` }] }
}

function blockedOf(json: Json): { people: Blocked[]; next: string | null } {
  const paging = objectOf(json.paging)
  const next = paging?.next === undefined ? undefined : textOf(objectOf(paging.cursors)?.after)
  const people = objectsIn(json.data).map((one) => ({
    phone: idOf(one.wa_id) ?? null,
    scopedId: textOf(one.user_id) ?? null,
  }))
  return { people, next: next ?? null }
}

const qrFields = 'code,prefilled_message,deep_link_url,qr_image_url.format(SVG)'

function qrCodesOf(json: Json): QrCode[] {
  return objectsIn(json.data).map(qrCodeOf)
}

function qrCodeOf(json: Json): QrCode {
  return {
    code: idOf(json.code) ?? '',
    message: textOf(json.prefilled_message) ?? '',
    url: textOf(json.deep_link_url) ?? '',
    imageUrl: textOf(json.qr_image_url) ?? null,
  }
}

function subscriptionOf(json: Json): Subscription {
  const found = objectOf(json.webhook_configuration) ?? {}
  return {
    application: textOf(found.application) ?? null,
    account: textOf(found.whatsapp_business_account) ?? null,
    number: textOf(found.phone_number) ?? null,
  }
}

function usernameOf(json: Json): Username {
  return { username: textOf(json.username) ?? null, status: textOf(json.status) ?? null }
}

function suggestionsOf(json: Json): string[] {
  return objectsIn(json.data).flatMap((one) =>
    (listOf(one.username_suggestions) ?? []).flatMap((name) => textOf(name) ?? []),
  )
}

function objectsIn(value: unknown): Json[] {
  return (listOf(value) ?? []).map(objectOf).filter((one) => one !== undefined)
}
