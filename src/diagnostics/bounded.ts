/**
 * Time limits of checks: one that takes too long is reported as not found out, and never holds up the others. A failure
 * of a check is its finding, too.
 */
import { networkReason } from '../model/errors/network.ts'
import { type CheckName, type Finding, notFound } from './finding.ts'
import { reasons } from './reasons.ts'

/** For one request. */
export const requestMs = 5_000
/** For all checks of one kind, which may need two requests after another. */
const checkMs = 9_500

/** `names`: the checks that `work` makes. */
export async function bounded(
  names: readonly CheckName[],
  work: () => Promise<Finding[]>,
  onError: (error: unknown) => void,
): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined
  const ended = new Promise<Finding[]>((resolve) => {
    timer = setTimeout(() => resolve(names.map((name) => notFound(name, reasons.late))), checkMs)
  })
  try {
    return await Promise.race([work(), ended])
  } catch (error) {
    onError(error)
    return names.map((name) => notFound(name, networkReason(error)))
  } finally {
    clearTimeout(timer)
  }
}
