/**
 * A part of a file, as players and broken-off downloads ask for it (RFC 9110, section 14): one range of bytes. Several at once, other units
 * and what cannot be read are as good as none, and the whole is answered. Pure; called by media.ts.
 */

/** Both ends are within it. */
export type Part = { start: number; end: number }

const form = /^bytes=(\d{0,15})-(\d{0,15})$/

/** `whole`: there is nothing to cut; `none`: the file has no such bytes. */
export function readPart(header: string | undefined, size: number): Part | 'whole' | 'none' {
  const [, first = '', last = ''] = form.exec((header ?? '').replaceAll(' ', '')) ?? []
  if (first === '' && last === '') return 'whole'
  if (first === '')
    return last === '0' || size === 0 ? 'none' : { start: Math.max(0, size - Number(last)), end: size - 1 }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return 'whole'
  if (start >= size) return 'none'
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}
