/** A page in a file of its own, which is loaded when it is first opened or about to be. */
import { lazyRouteComponent } from '@tanstack/react-router'
import { loadPart, partCame } from '../kit/part.ts'

/** `name`: of the component, and of the part that may be missing (`page-failure.tsx` says what happens then). */
export function lazyPage<Module extends Record<string, unknown>, Name extends keyof Module & string>(
  load: () => Promise<Module>,
  name: Name,
) {
  return lazyRouteComponent(async () => {
    const page = await loadPart(name, load)
    partCame(name)
    return page
  }, name)
}
