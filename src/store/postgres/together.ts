/**
 * Which writes of a group run together: those of one kind whose statements may alternate (engine.ts). All of a group were asked for at the
 * same time, so kinds may gather; what says nothing of itself runs alone, and nothing passes it. Pure; used by database.ts.
 */
import type { WriteManner } from '../engine.ts'

/** Turns that run one after the other. Of one kind and one `of` each has one at most, in the order in which they were asked. */
export function turnsOf<Member extends WriteManner>(group: readonly Member[]): Member[][] {
  const turns: { kind: string | undefined; members: Member[]; of: Set<string> }[] = []
  let from = 0
  for (const member of group) {
    const { kind, of } = member
    const open = kind === undefined ? [] : turns.slice(from).filter((turn) => turn.kind === kind)
    const taken = of === undefined ? -1 : open.findLastIndex((turn) => turn.of.has(of))
    let turn = open[taken + 1]
    if (turn === undefined) {
      turn = { kind, members: [], of: new Set() }
      turns.push(turn)
    }
    turn.members.push(member)
    if (of !== undefined) turn.of.add(of)
    if (kind === undefined) from = turns.length
  }
  return turns.map(({ members }) => members)
}
