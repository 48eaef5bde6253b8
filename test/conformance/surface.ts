/**
 * Checks that a conformance file has called every function of its part of a client: the functions are listed from the
 * client at run time, so a new version with one more fails until it is tested. The client is unchanged: a proxy in
 * front of it records calls.
 */

type Callable = (...input: unknown[]) => unknown
type Surface = Map<string, Callable>

/**
 * Methods, function-valued members, and those of plain objects inside: `settings.get`. Of a class, its static members.
 */
export function functionsOf(value: object, prefix = ''): Surface {
  const found: Surface = new Map()
  for (const key of keysOf(value)) {
    const member = Reflect.get(value, key)
    if (typeof member === 'function') found.set(prefix + key, member)
    const isPlain = typeof member === 'object' && member !== null && Object.getPrototypeOf(member) === Object.prototype
    const inside = isPlain || isClass(member) ? functionsOf(member, `${prefix}${key}.`) : []
    for (const [name, callable] of inside) found.set(name, callable)
  }
  return found
}

function isClass(value: unknown): value is Callable {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value))
}

/** Own ones and those of its classes, except those of every object or function. */
function keysOf(value: object): string[] {
  const keys = new Set<string>()
  const isCallable = typeof value === 'function'
  for (let at = value; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    if (at === Function.prototype || (isCallable && at !== value)) break
    for (const key of Object.getOwnPropertyNames(at)) keys.add(key)
  }
  const ofAll = isCallable ? ['prototype', 'length', 'name'] : ['constructor']
  return [...keys].filter((key) => !ofAll.includes(key))
}

export type Watch = {
  /** Names of called functions, and of constructed classes. */
  called: ReadonlySet<string>
  /** The same object, behind a recording proxy. */
  watch<Part extends object>(part: Part, prefix?: string): Part
  /** Sorted: functions that no test has called, and excuses for called or missing ones. */
  missing(part: object, excused?: Readonly<Record<string, string>>, prefix?: string): string[]
}

export function makeWatch(): Watch {
  const called = new Set<string>()
  const noted = (name: string, callable: Callable, self: unknown): Callable =>
    new Proxy(callable, {
      apply(target, _self, input) {
        called.add(name)
        return Reflect.apply(target, self, input)
      },
      construct(target, input) {
        called.add(name)
        return Reflect.construct(target, input) as object
      },
      get: (target, key) => memberOf(target, key, `${name}.`),
    })
  const memberOf = (owner: object, key: string | symbol, prefix: string): unknown => {
    const member = Reflect.get(owner, key)
    if (typeof key === 'symbol' || key === 'prototype' || key === 'constructor') return member
    if (typeof member === 'function') return noted(prefix + key, member, owner)
    const isPlain = typeof member === 'object' && member !== null && Object.getPrototypeOf(member) === Object.prototype
    return isPlain ? watched(member, `${prefix}${key}.`) : member
  }
  const watched = (part: object, prefix: string): object => {
    // A proxy may not replace a module's members, so it stands before an object that inherits from it.
    return new Proxy(Object.create(part), {
      get: (_target, key) => memberOf(part, key, prefix),
      set: (_target, key, value) => Reflect.set(part, key, value),
    })
  }
  return {
    called,
    watch: <Part extends object>(part: Part, prefix = '') => watched(part, prefix) as Part,
    missing(part, excused = {}, prefix = '') {
      const all = [...functionsOf(part, prefix).keys()]
      const uncalled = all.filter((name) => !called.has(name) && excused[name] === undefined)
      const wrong = Object.keys(excused).filter((name) => called.has(name) || !all.includes(name))
      return [...uncalled, ...wrong.map((name) => `${name} is excused for nothing`)].sort()
    },
  }
}
