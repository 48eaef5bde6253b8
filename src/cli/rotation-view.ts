/** A rotation of the key as the management API shows it, and as the database holds it. */

export type View = { master: number; state: string; left: number; overlapEndsAt: string | null }

/** Pause between two looks at a rotation that is under way. */
export const lookMs = 500

/** Ending an overlap waits until it has ended. */
export function isUnderWay({ state }: View, isEnding: true | undefined): boolean {
  return state === 'spreading' || state === 'sealing' || (state === 'overlap' && isEnding === true)
}
