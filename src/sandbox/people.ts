// The persons with WhatsApp on their phones, and when each last wrote to each number: the 24-hour window.
// A person is made by writing, or by the control API; a message to an unknown number does not make one.

export type Person = {
  /** wa_id, or the business-scoped id of a person without a visible phone. */
  readonly key: string
  readonly name: string
  readonly onWhatsApp: boolean
  /** Whether messages are read; false leaves them at delivered. */
  readonly hasRead: boolean
  readonly userId?: string
}

export type People = {
  get(key: string): Person | undefined
  put(key: string, change: Partial<Omit<Person, 'key'>>): Person
  all(): Person[]
  openWindow(phoneNumberId: string, key: string, at: number): void
  isWindowOpen(phoneNumberId: string, key: string, now: number): boolean
  clear(): void
}

const windowMs = 24 * 60 * 60 * 1000

export function createPeople(): People {
  const people = new Map<string, Person>()
  const lastWroteAt = new Map<string, number>()
  const pair = (phoneNumberId: string, key: string) => `${phoneNumberId} ${key}`
  return {
    get: (key) => people.get(key),
    put(key, change) {
      const before = people.get(key) ?? { key, name: key, onWhatsApp: true, hasRead: true }
      const person = { ...before, ...change }
      people.set(key, person)
      return person
    },
    all: () => [...people.values()],
    openWindow: (phoneNumberId, key, at) => void lastWroteAt.set(pair(phoneNumberId, key), at),
    isWindowOpen: (phoneNumberId, key, now) =>
      now - (lastWroteAt.get(pair(phoneNumberId, key)) ?? -windowMs) < windowMs,
    clear() {
      people.clear()
      lastWroteAt.clear()
    },
  }
}
