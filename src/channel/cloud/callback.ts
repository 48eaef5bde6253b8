/**
 * References handed to Meta and returned by it: of an attempt (`biz_opaque_callback_data`, echoed in statuses) and of a
 * row or button (its id, returned when the person taps it). They are short whatever the caller's payload is: the
 * payload stays in the store and is found by message and index.
 */

const pressedPattern = /^([^:\s]+):(\d{1,3})(?::(\d{1,3}))?$/
const callbackPattern = /^(.+)\.([1-9]\d{0,8})$/s

/** Identifies one attempt of one message; at most 512 characters by Meta's rule. */
export function callbackData(messageId: string, attempt: number): string {
  return `${messageId}.${attempt}`
}

export function parseCallbackData(text: string): { messageId: string; attempt: number } | undefined {
  const match = callbackPattern.exec(text)
  return match?.[1] === undefined ? undefined : { messageId: match[1], attempt: Number(match[2]) }
}

/**
 * One index for a row or button, two (card, button) inside a carousel. A row id holds 200 characters, a button id 256.
 */
export function pressedReference(messageId: string, ...indexes: [number] | [number, number]): string {
  return `${messageId}:${indexes.join(':')}`
}

export function parsePressedReference(id: string): { messageId: string; indexes: number[] } | undefined {
  const match = pressedPattern.exec(id)
  if (match?.[1] === undefined) return undefined
  return { messageId: match[1], indexes: match.slice(2).filter(Boolean).map(Number) }
}
