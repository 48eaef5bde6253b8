/** A fault as it acts on a site. Types only. */
import type { Journal } from './journal.ts'
import type { Random } from './random.ts'
import type { Site } from './site-parts.ts'

/** `turn`: the number of earlier faults. */
export type FaultInput = { site: Site; journal: Journal; random: Random; forMs: number; turn: number }

/** `false`: the fault found nothing to act on. */
export type FaultEffect = (input: FaultInput) => Promise<unknown>
