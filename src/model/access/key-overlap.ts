/** How long a former key stays valid after a rotation by default: as long as events and files are kept. */
import { dayMs } from '../time.ts'

export const usualOverlapMs = 30 * dayMs
