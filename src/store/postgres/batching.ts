/**
 * Arranges which writes of a group run together: those of one kind whose statements may interleave
 * (store/sql/engine.ts). All members arrived at the same time, so writes of a kind may be batched; a write without a
 * kind runs alone, and none overtakes it. Pure.
 */
import type { Concurrency } from '../sql/engine.ts'

/**
 * Turns that run one after the other. A turn has at most one write of the same kind and `of`; those run in order of
 * arrival.
 */
export function turnsOf<Member extends Concurrency>(group: readonly Member[]): Member[][] {
  const turns: { kind: string | undefined; members: Member[]; of: Set<string> }[] = []
  let from = 0
  for (const member of group) {
    const { group: kind, key: of } = member
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
