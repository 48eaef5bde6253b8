/**
 * WhatsApp message ids, byte by byte as captured from production (cloud-api.md 1.0):
 * 0x1C 0x18 len phone 0x15 0x02 0x00 direction 0x18 len hex-id 0x00, in base64.
 */

export type Direction = 'in' | 'out'

/**
 * `id` is 18 hex characters outbound and 20 (starting with 3A) inbound; `waId` may be empty for a person without a
 * phone.
 */
export function composeWamid(waId: string, direction: Direction, id: string): string {
  const directionByte = direction === 'out' ? '\x11' : '\x12'
  const idLength = String.fromCharCode(id.length)
  const bytes = `\x1c\x18${String.fromCharCode(waId.length)}${waId}\x15\x02\x00${directionByte}\x18${idLength}${id}\x00`
  return `wamid.${Buffer.from(bytes, 'latin1').toString('base64')}`
}
