/** A page in a file of its own, which is loaded when it is first opened or about to be. */
import { lazyRouteComponent } from '@tanstack/react-router'
import { loadPart, partCame } from '../kit/part.ts'
import { loadLateWords } from '../words/words.tsx'

/**
 * `name`: of the component, and of the part that may be missing (`page-failure.tsx` says what happens then).
 * `hasLateWords`: it shows texts that the first view does not bring.
 */
export function lazyPage<Module extends Record<string, unknown>, Name extends keyof Module & string>(
  load: () => Promise<Module>,
  name: Name,
  { hasLateWords = false } = {},
) {
  return lazyRouteComponent(async () => {
    const [page] = await Promise.all([loadPart(name, load), hasLateWords && loadLateWords()])
    partCame(name)
    return page
  }, name)
}
