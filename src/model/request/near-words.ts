/**
 * Finds the known name that an unknown one was meant to be: another case or underscores, a typing error, an
 * abbreviation, or a common synonym. Careful rather than clever: reporting a mistake that is none stops a caller's
 * program. Pure.
 */

/** Longer names are not typing errors, and comparing them is quadratic. */
const longest = 40

/** The known name that is meant, and whether it differs in its form only (`media_url`, `mediaURL`). */
export type Near = { name: string; isSameForm: boolean }

export function nearest(given: string, known: Iterable<string>): Near | undefined {
  if (given.length > longest) return undefined
  const form = formOf(given)
  let best: Near | undefined
  for (const name of known) {
    const other = formOf(name)
    if (other === form) return { name, isSameForm: true }
    if (best === undefined && (isCut(given, name) || isSlip(form, other))) best = { name, isSameForm: false }
  }
  return best
}

/** A name without case, underscores and hyphens. */
export function formOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** `lang` for `language`, `card` for `cards`; but `media` and `mediaUrl` are two words. */
function isCut(given: string, name: string): boolean {
  return given.length >= 4 && name.startsWith(given) && /^[a-z]+$/.test(name.slice(given.length))
}

/** Names that differ in a digit (`header2`) are numbered, not misspelt. */
function isSlip(form: string, other: string): boolean {
  const max = slipsIn(Math.min(form.length, other.length))
  if (max === 0 || Math.abs(form.length - other.length) > max) return false
  if (figuresIn(form) !== figuresIn(other)) return false
  const slips = editsBetween(form, other)
  return slips === 1 || (slips <= max && form[0] === other[0])
}

/** Short words resemble each other by chance: text and test, type and tape. */
function slipsIn(length: number): number {
  if (length < 5) return 0
  return length < 9 ? 1 : 2
}

function figuresIn(form: string): string {
  return form.replaceAll(/\D/g, '')
}

/** Edits between two names: letters added, omitted, changed, or swapped with the next. Both are short. */
export function editsBetween(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row++) {
    const next = [row]
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwap = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      const changed = (last[column - 1] ?? 0) + (isSame ? 0 : 1)
      const swapped = isSwap ? (beforeLast[column - 2] ?? 0) + 1 : changed
      next.push(Math.min((last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, changed, swapped))
    }
    beforeLast = last
    last = next
  }
  return last[other.length] ?? 0
}
