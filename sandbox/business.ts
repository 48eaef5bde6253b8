/**
 * A business's state besides its messages: each number's profile, settings, registration, block list and QR codes, and
 * the webhook addresses set through the Graph API itself. In memory.
 */
import type { PhoneNumber } from './identity.ts'
import type { Subscription } from './webhooks/subscription.ts'
import type { Json } from './wire.ts'

export type QrCode = { code: string; message: string; format?: 'png' | 'svg' }

/** A number's own state, created on first access. */
export type NumberState = {
  profile: Json
  settings: Json
  automation: Json
  pin: string | undefined
  isRegistered: boolean
  qrCodes: Map<string, QrCode>
  /** wa_id or business-scoped id. */
  blocked: Set<string>
  calls: Set<string>
  /** Parts of the past that were asked for. */
  imported: Set<string>
  /** By person: the role of another responder that holds the conversation. */
  threads: Map<string, string>
  username: string | undefined
  /** Scoped ids that the contact book was told to forget. */
  forgotten: Set<string>
  /** When the number was registered or deregistered, in the last 72 hours. */
  registrations: number[]
}

export type Business = {
  number(phoneNumberId: string): NumberState
  /** False only after `deregister`. */
  isRegistered(phoneNumberId: string): boolean
  isBlocked(phoneNumberId: string, person: string): boolean
  /** A person changes number or id: a block of the old one becomes a block of the new one. */
  move(from: string, to: string): void
  /** The address that receives the webhooks instead; a number's override wins over its account's. */
  overrideOf(number: PhoneNumber): Subscription | undefined
  /** `id` is a phone number's or an account's; undefined removes the override. */
  setOverride(id: string, subscription: Subscription | undefined): void
  overrideAt(id: string): Subscription | undefined
  /** An account that the app has unsubscribed from: its webhooks are not sent at all. */
  setSilent(wabaId: string, isSilent: boolean): void
  isSilent(wabaId: string): boolean
  /** Template analytics of the account are enabled. */
  count(wabaId: string): void
  isCounted(wabaId: string): boolean
  numbers(): SavedNumber[]
  restore(numbers: readonly SavedNumber[]): void
  clear(): void
}

/** A number's state as JSON. */
export type SavedNumber = Omit<NumberState, 'qrCodes' | 'blocked' | 'calls' | 'pin' | Later> & {
  phoneNumberId: string
  pin?: string
  qrCodes: readonly QrCode[]
  blocked: readonly string[]
  calls: readonly string[]
  /** Absent in states that were exported before. */
  imported?: readonly string[]
  threads?: readonly (readonly [string, string])[]
  username?: string
  forgotten?: readonly string[]
  registrations?: readonly number[]
}

type Later = 'imported' | 'threads' | 'username' | 'forgotten' | 'registrations'

export function createBusiness(): Business {
  const numbers = new Map<string, NumberState>()
  const overrides = new Map<string, Subscription>()
  const silent = new Set<string>()
  const counted = new Set<string>()
  return {
    number(phoneNumberId) {
      const state = numbers.get(phoneNumberId) ?? freshState()
      numbers.set(phoneNumberId, state)
      return state
    },
    isRegistered: (phoneNumberId) => numbers.get(phoneNumberId)?.isRegistered ?? true,
    isBlocked: (phoneNumberId, person) => numbers.get(phoneNumberId)?.blocked.has(person) ?? false,
    move(from, to) {
      for (const { blocked, threads } of numbers.values()) {
        if (blocked.delete(from)) blocked.add(to)
        const holder = threads.get(from)
        if (threads.delete(from) && holder !== undefined) threads.set(to, holder)
      }
    },
    overrideOf: ({ phoneNumberId, wabaId }) =>
      overrides.size === 0 ? undefined : (overrides.get(phoneNumberId) ?? overrides.get(wabaId)),
    setOverride(id, subscription) {
      if (subscription === undefined) overrides.delete(id)
      else overrides.set(id, subscription)
    },
    overrideAt: (id) => overrides.get(id),
    setSilent(wabaId, isSilent) {
      if (isSilent) silent.add(wabaId)
      else silent.delete(wabaId)
    },
    isSilent: (wabaId) => silent.size > 0 && silent.has(wabaId),
    count: (wabaId) => void counted.add(wabaId),
    isCounted: (wabaId) => counted.has(wabaId),
    numbers: () => [...numbers].map(([phoneNumberId, state]) => savedNumber(phoneNumberId, state)),
    restore(saved) {
      numbers.clear()
      for (const { phoneNumberId, ...state } of saved) numbers.set(phoneNumberId, loadedNumber(state))
    },
    clear() {
      for (const part of [numbers, overrides, silent, counted]) part.clear()
    },
  }
}

function savedNumber(phoneNumberId: string, { pin, qrCodes, blocked, calls, ...more }: NumberState): SavedNumber {
  const { imported, threads, username, forgotten, ...state } = more
  return {
    phoneNumberId,
    ...state,
    ...(pin === undefined ? {} : { pin }),
    qrCodes: [...qrCodes.values()],
    blocked: [...blocked],
    calls: [...calls],
    imported: [...imported],
    threads: [...threads],
    ...(username === undefined ? {} : { username }),
    forgotten: [...forgotten],
  }
}

function loadedNumber({ qrCodes, blocked, calls, ...state }: Omit<SavedNumber, 'phoneNumberId'>): NumberState {
  const { imported = [], threads = [], username, forgotten = [], registrations = [], ...before } = state
  const codes = qrCodes.map((one) => [one.code, { ...one }] as const)
  const later = {
    imported: new Set(imported),
    threads: new Map(threads),
    username,
    forgotten: new Set(forgotten),
    registrations: [...registrations],
  }
  const sets = { qrCodes: new Map(codes), blocked: new Set(blocked), calls: new Set(calls) }
  return { pin: undefined, ...before, ...sets, ...later }
}

function freshState(): NumberState {
  return {
    profile: { about: '', messaging_product: 'whatsapp', vertical: 'UNDEFINED' },
    settings: {
      calling: { status: 'DISABLED', call_icon_visibility: 'DEFAULT', callback_permission_status: 'DISABLED' },
    },
    automation: { enable_welcome_message: false, prompts: [], commands: [] },
    pin: undefined,
    isRegistered: true,
    qrCodes: new Map(),
    blocked: new Set(),
    calls: new Set(),
    imported: new Set(),
    threads: new Map(),
    username: undefined,
    forgotten: new Set(),
    registrations: [],
  }
}
