/** What takes long to make and may never be needed is made when it is asked for, and kept. Used for compiled schemas. */
export function onFirstUse<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
