/** Parts of the console that are loaded when they are first needed, and may not come. */
import { PartError } from './part-error.ts'

export async function loadPart<Module>(part: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    throw new PartError(part, cause)
  }
}

const keptAs = (part: string) => `recado.reloaded.${part}`

/**
 * Has the browser load everything anew for a part that did not come, once: what does not come then either would have it
 * load for ever. Returns whether it does so. A browser that forbids storage is not asked: it would not know.
 */
export function reloadFor(part: string): boolean {
  try {
    if (sessionStorage.getItem(keptAs(part)) !== null) return false
    sessionStorage.setItem(keptAs(part), 'yes')
  } catch {
    return false
  }
  location.reload()
  return true
}

/** It is there: should it be missing another time, loading anew may help again. */
export function partCame(part: string): void {
  try {
    sessionStorage.removeItem(keptAs(part))
  } catch {
    // Then nothing was kept.
  }
}
