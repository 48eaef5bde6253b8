/**
 * The sandbox's time: a wall clock for timestamps and windows, and ticks that drive the timer wheels. Advancing time
 * moves both; freezing stops both.
 */
import { slotMs } from './timer-wheel.ts'

export type Clock = {
  /** The wall clock, ms since 1970. */
  now(): number
  /** Drive the timer wheels: never go back, and keep running when a test supplies a wall clock that stands still. */
  ticks(): number
  advance(byMs: number): void
  /** Sets the wall clock; the ticks follow forwards only. */
  set(at: number): void
  freeze(): void
  /** Time continues from where it stopped. */
  resume(): void
  isFrozen(): boolean
  /** Wall clock minus real time, in ms. */
  offsetMs(): number
  reset(): void
}

export function createClock(deps: { wall(): number; ticks(): number }): Clock {
  let wallOffset = 0
  let tickOffset = 0
  let stoodAt: { wall: number; ticks: number } | undefined
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
      // On a slot boundary of the wheels, so that a run with frozen time is the same whenever it starts.
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
