/** Whether the address of a file works: it is the credential, so it may end before the file does. Pure. */

/** `linkMs`: how long an address works after the file's arrival; 0: as long as the file is kept. */
export function isLinkGood(
  { createdAt, isLinkRevoked }: { createdAt: number; isLinkRevoked?: true },
  { linkMs, now }: { linkMs: number; now: number },
): boolean {
  return !isLinkRevoked && (linkMs === 0 || now < createdAt + linkMs)
}
