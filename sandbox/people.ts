/**
 * The people with WhatsApp on their phones, and when each last wrote to each number: the 24-hour window. A message from
 * a person or the control API creates a person; a message to an unknown number does not.
 */
import { dayMs } from './time.ts'

export type Person = {
  /** wa_id, or the business-scoped id of a person without a visible phone. */
  key: string
  name: string
  onWhatsApp: boolean
  /** Whether the person reads messages; false leaves them at delivered. */
  hasRead: boolean
  /** Marketing templates fail for this person: 131050. */
  hasStoppedMarketing?: boolean
  /** When that last changed, in seconds. */
  preferredAt?: number
  userId?: string
  /** `CC.ENT.…`: shared by all portfolios of a managed business. */
  parentUserId?: string
  /** From before a change of number or id; they reach no person until another takes the number. */
  formerNumbers?: readonly string[]
  formerUserIds?: readonly string[]
  /** In the contact of webhooks, with its @. */
  username?: string
}

export type People = {
  get(key: string): Person | undefined
  /** The key of the person with this business-scoped or parent id, or the id itself. */
  keyOf(userId: string): string
  /** Whether the id belonged to a person and belongs to none now. */
  isFormerId(userId: string): boolean
  put(key: string, change: Partial<Omit<Person, 'key'>>): Person
  /** Moves the person to another key, with all windows; a person left under that key is forgotten. */
  move(from: string, to: string): void
  all(): Person[]
  remove(key: string): boolean
  /** By number and person, when they last wrote; `restore` puts them back. */
  windows(): [pair: string, at: number][]
  restore(people: readonly Person[], windows: readonly (readonly [string, number])[]): void
  openWindow(phoneNumberId: string, key: string, at: number): void
  isWindowOpen(phoneNumberId: string, key: string, now: number): boolean
  /** Whether the person has ever written to this number. */
  hasWritten(phoneNumberId: string, key: string): boolean
  clear(): void
}

/** Above it the oldest people are forgotten, so that memory stays bounded. */
const maxPeople = 200_000
const windowMs = dayMs

/** `hasRead`: whether a new person reads. */
export function createPeople(hasRead = true): People {
  const people = new Map<string, Person>()
  const keyByUserId = new Map<string, string>()
  const formerIds = new Map<string, string>()
  const lastWroteAt = new Map<string, number>()
  const lists = [people, keyByUserId, formerIds]
  const learn = (person: Person, before?: Person) => {
    for (const id of idsOf(before)) keyByUserId.delete(id)
    for (const id of person.formerUserIds ?? []) formerIds.set(id, person.key)
    for (const id of idsOf(person)) {
      keyByUserId.set(id, person.key)
      formerIds.delete(id)
    }
  }
  const pair = (phoneNumberId: string, key: string) => `${phoneNumberId} ${key}`
  return {
    get: (key) => people.get(key),
    keyOf: (userId) => (people.has(userId) ? userId : (keyByUserId.get(userId) ?? userId)),
    put(key, change) {
      const before = people.get(key) ?? { key, name: key, onWhatsApp: true, hasRead }
      const person = { ...before, ...change }
      people.set(key, person)
      learn(person, before)
      for (const map of lists) forgetOldest(map)
      return person
    },
    move(from, to) {
      const person = { ...(people.get(from) ?? { name: to, onWhatsApp: true, hasRead }), key: to }
      people.delete(from)
      people.set(to, person.name === from ? { ...person, name: to } : person)
      learn(person)
      for (const [who, at] of [...lastWroteAt])
        if (who.endsWith(` ${from}`)) {
          lastWroteAt.delete(who)
          lastWroteAt.set(who.slice(0, -from.length) + to, at)
        }
    },
    isFormerId: (userId) => formerIds.has(userId) && !people.has(userId),
    all: () => [...people.values()],
    remove(key) {
      for (const one of lastWroteAt.keys()) if (one.endsWith(` ${key}`)) lastWroteAt.delete(one)
      for (const id of idsOf(people.get(key))) keyByUserId.delete(id)
      return people.delete(key)
    },
    windows: () => [...lastWroteAt],
    restore(persons, windows) {
      for (const map of [...lists, lastWroteAt]) map.clear()
      for (const person of persons) {
        people.set(person.key, person)
        learn(person)
      }
      for (const [who, at] of windows) lastWroteAt.set(who, at)
    },
    openWindow(phoneNumberId, key, at) {
      lastWroteAt.set(pair(phoneNumberId, key), at)
      forgetOldest(lastWroteAt)
    },
    isWindowOpen: (phoneNumberId, key, now) =>
      now - (lastWroteAt.get(pair(phoneNumberId, key)) ?? -windowMs) < windowMs,
    hasWritten: (phoneNumberId, key) => lastWroteAt.has(pair(phoneNumberId, key)),
    clear() {
      for (const map of [...lists, lastWroteAt]) map.clear()
    },
  }
}

function idsOf({ userId, parentUserId }: Partial<Person> = {}): string[] {
  return [userId, parentUserId].filter((id) => id !== undefined)
}

function forgetOldest(map: Map<string, unknown>): void {
  if (map.size <= maxPeople) return
  // A tenth at once: finding the first key repeatedly would walk over the entries deleted before it.
  let left = maxPeople / 10
  for (const key of map.keys()) {
    if (left === 0) return
    map.delete(key)
    left -= 1
  }
}
