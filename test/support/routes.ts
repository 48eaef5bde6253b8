/** The routes of a server as its router prints them, with those of every scope: a new one cannot be forgotten. */
import type { RouteOptions } from 'fastify'

/** `printed`: of `printRoutes({ commonPrefix: false })`. */
export function routesOf(printed: string): Pick<RouteOptions, 'method' | 'url'>[] {
  const routes: Pick<RouteOptions, 'method' | 'url'>[] = []
  const path: string[] = []
  for (const line of printed.split('\n')) {
    const match = /^([│ ]*)[├└]── (\S*?)(?: \(([A-Z, ]+)\))?$/.exec(line)
    if (!match) continue
    const [, indent = '', segment = '', methods] = match
    path.splice(indent.length / 4)
    path.push(segment)
    for (const method of methods?.split(', ') ?? []) routes.push({ method: method as 'GET', url: path.join('') })
  }
  return routes
}
