// The persons with WhatsApp on their phones, and when each last wrote to each number: the 24-hour window.
// A person is made by writing, or by the control API; a message to an unknown number does not make one.

export type Person = {
  /** wa_id, or the business-scoped id of a person without a visible phone. */
  readonly key: string
  readonly name: string
  readonly onWhatsApp: boolean
  /** Whether messages are read; false leaves them at delivered. */
  readonly hasRead: boolean
  /** Marketing templates do not reach them: 131050. */
  readonly hasStoppedMarketing?: boolean
  readonly userId?: string
  /** `CC.ENT.…`: known to all portfolios of a managed business. */
  readonly parentUserId?: string
  /** Before a change of number or id; nobody is reached by them, until somebody else has the number. */
  readonly formerNumbers?: readonly string[]
  readonly formerUserIds?: readonly string[]
  /** Shown in the contact of webhooks, with its @. */
  readonly username?: string
}

export type People = {
  get(key: string): Person | undefined
  /** The key under which the person with this business-scoped or parent id is known, or the id itself. */
  keyOf(userId: string): string
  /** Whether it was somebody's id and is nobody's now. */
  isFormerId(userId: string): boolean
  put(key: string, change: Partial<Omit<Person, 'key'>>): Person
  /** The person goes on under another key, with all windows; whoever was left there is forgotten. */
  move(from: string, to: string): void
  all(): Person[]
  remove(key: string): boolean
  /** By number and person, when they last wrote; and back. */
  windows(): [pair: string, at: number][]
  restore(people: readonly Person[], windows: readonly (readonly [string, number])[]): void
  openWindow(phoneNumberId: string, key: string, at: number): void
  isWindowOpen(phoneNumberId: string, key: string, now: number): boolean
  /** Whether the person ever wrote to this number. */
  hasWritten(phoneNumberId: string, key: string): boolean
  clear(): void
}

/** Beyond it whoever was met first is forgotten, so that memory stays bounded however many write. */
const maxPeople = 200_000
const windowMs = 24 * 60 * 60 * 1000

export function createPeople(): People {
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
      const before = people.get(key) ?? { key, name: key, onWhatsApp: true, hasRead: true }
      const person = { ...before, ...change }
      people.set(key, person)
      learn(person, before)
      for (const map of lists) forgetOldest(map)
      return person
    },
    move(from, to) {
      const person = { ...(people.get(from) ?? { name: to, onWhatsApp: true, hasRead: true }), key: to }
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
  // A tenth at once: looking for the first key again and again would walk over what was deleted before it.
  let left = maxPeople / 10
  for (const key of map.keys()) {
    if (left === 0) return
    map.delete(key)
    left -= 1
  }
}
