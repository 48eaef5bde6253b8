/**
 * Addresses of files: each is the credential, so it may end before the file does. The lasting one is `id/signature`;
 * one that was refreshed is `id/end.signature`, its end in seconds of base 36, which the signature covers. Pure.
 */

/** `linkMs`: how long the lasting address works after the file's arrival; 0: as long as the file is kept. */
export function isLinkGood(
  { createdAt, isLinkRevoked }: { createdAt: number; isLinkRevoked?: true },
  { linkMs, now, endsAt }: { linkMs: number; now: number; endsAt?: number | undefined },
): boolean {
  if (isLinkRevoked) return false
  if (endsAt !== undefined) return now < endsAt
  return linkMs === 0 || now < createdAt + linkMs
}

const refreshed = /^([0-9a-z]{1,9})\.(.*)$/s

/** What stands before the signature. Rounded up, so that it works for the whole time that was asked for. */
export function linkEnding(until: number): string {
  return `${Math.ceil(until / 1_000).toString(36)}.`
}

/** In ms; undefined for the lasting address. */
export function endOfLink(written: string): number | undefined {
  const end = refreshed.exec(written)?.[1]
  return end === undefined ? undefined : Number.parseInt(end, 36) * 1_000
}

export function signatureOf(written: string): string {
  return refreshed.exec(written)?.[2] ?? written
}

/** What is signed; an id has no full stop. */
export function signedOf(mediaId: string, written: string): string {
  const end = refreshed.exec(written)?.[1]
  return end === undefined ? mediaId : `${mediaId}.${end}`
}
