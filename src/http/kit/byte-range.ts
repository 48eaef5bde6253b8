/**
 * Byte ranges, as players and resumed downloads ask for them (RFC 9110, section 14): a single range. Several at once,
 * other units and malformed headers are ignored, and the whole file is returned. Pure.
 */

/** Both ends inclusive. */
export type Part = { start: number; end: number }

const form = /^bytes=(\d{0,15})-(\d{0,15})$/

/** `whole`: no range applies; `none`: the file has no such bytes. */
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
