/**
 * What WhatsApp plays as a voice note: Ogg with Opus, in one channel (meta-2026.md, 4.5). Its first bytes say so. Pure.
 */

/** Above it the phone shows a download arrow in place of the play button. */
export const playedAtOnceBytes = 512 * 1024

/** The first page has no more. */
const firstPageBytes = 512

/** Undefined: it is one. Else what it is instead. */
export function whyNoVoiceNote(head: Uint8Array): string | undefined {
  const page = String.fromCharCode(...head.subarray(0, firstPageBytes))
  if (!page.startsWith('OggS')) return 'no Ogg'
  const opus = page.indexOf('OpusHead')
  if (opus < 0) return 'Ogg without Opus'
  // Behind the eight letters: the version, then the number of channels.
  const channels = head[opus + 9] ?? 0
  return channels === 1 ? undefined : `Opus with ${channels} channels`
}

export function noVoiceNote(why: string): string {
  return (
    `A voice note must be Ogg with Opus, mono, and this file is ${why}. Convert it ` +
    '(ffmpeg -i file -ac 1 -c:a libopus note.ogg), install ffmpeg where the gateway runs, which then does it, ' +
    'or send it without voice.'
  )
}
