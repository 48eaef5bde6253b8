/** A span in days, as options give it, in seconds. */
import { dayMs } from '../model/time.ts'

/** Undefined: it is no whole number of days from 1 on. */
export function daySeconds(text: string): number | undefined {
  return /^[1-9]\d{0,3}$/.test(text) ? (Number(text) * dayMs) / 1_000 : undefined
}
