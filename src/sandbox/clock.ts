// The sandbox's time: a wall clock for timestamps and windows, and ticks that move the wheels. Both leap together when
// time is advanced, and stand still together while it is frozen. Owned by world.ts, moved by POST /_sandbox/clock.

import { slotMs } from './wheel.ts'

export type Clock = {
  /** The wall clock, ms since 1970. */
  now(): number
  /** Moves the wheels: never goes back, and keeps running when a test hands in a wall clock that stands still. */
  ticks(): number
  advance(byMs: number): void
  /** Sets the wall clock; the wheels follow forwards only. */
  set(at: number): void
  freeze(): void
  /** Time goes on from where it stood. */
  resume(): void
  isFrozen(): boolean
  /** How far the wall clock is from the real one. */
  offsetMs(): number
  reset(): void
}

export function createClock(deps: { wall(): number; ticks(): number }): Clock {
  let wallOffset = 0
  let tickOffset = 0
  let stoodAt: { readonly wall: number; readonly ticks: number } | undefined
  const now = () => stoodAt?.wall ?? deps.wall() + wallOffset
  const ticks = () => stoodAt?.ticks ?? deps.ticks() + tickOffset
  const move = (wallBy: number, ticksBy: number) => {
    wallOffset += wallBy
    tickOffset += ticksBy
    if (stoodAt !== undefined) stoodAt = { wall: stoodAt.wall + wallBy, ticks: stoodAt.ticks + ticksBy }
  }
  return {
    now,
    ticks,
    advance: (byMs) => move(byMs, byMs),
    set(at) {
      const byMs = at - now()
      move(byMs, Math.max(byMs, 0))
    },
    freeze() {
      // On a whole slot of the wheels, so that a run with frozen time is the same whenever it is started.
      stoodAt ??= { wall: now(), ticks: Math.ceil(ticks() / slotMs) * slotMs }
    },
    resume() {
      if (stoodAt === undefined) return
      wallOffset = stoodAt.wall - deps.wall()
      tickOffset = stoodAt.ticks - deps.ticks()
      stoodAt = undefined
    },
    isFrozen: () => stoodAt !== undefined,
    offsetMs: () => now() - deps.wall(),
    reset() {
      wallOffset = 0
      tickOffset = 0
      stoodAt = undefined
    },
  }
}
