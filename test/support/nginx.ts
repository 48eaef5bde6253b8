/** nginx's configuration as a tree of directives, and which location it takes for a path. */
import { NginxParser } from 'nginx-conf'

export type Directive = { name: string; value: string; children: Directive[] }

export function parseNginx(source: string): Promise<Directive> {
  return new Promise((resolve, reject) => {
    new NginxParser().parse(source, (error, tree) => {
      if (error || !tree) reject(error ?? new Error('nothing was parsed'))
      else resolve(copyOf(tree))
    })
  })
}

type Tree = { name: string; value: string; readonly children: Tree[] | null }

function copyOf({ name, value, children }: Tree): Directive {
  return { name, value: String(value), children: (children ?? []).map(copyOf) }
}

/** Directives of this name, right below. */
export function named({ children }: Directive, name: string): Directive[] {
  return children.filter((one) => one.name === name)
}

/** The value in a location, else of what is around it. */
export function valueIn(around: Directive, location: Directive, name: string): string | undefined {
  return (named(location, name)[0] ?? named(around, name)[0])?.value
}

/** An exact location, else the longest prefix: the configuration has no expressions. */
export function locationOf(server: Directive, path: string): Directive | undefined {
  const locations = named(server, 'location')
  const prefixes = locations.filter(({ value }) => value.startsWith('/') && path.startsWith(value))
  return (
    locations.find(({ value }) => value === `= ${path}`) ??
    prefixes.toSorted((a, b) => b.value.length - a.value.length)[0]
  )
}

/** `3m`, `5s`: bytes or milliseconds. */
export function nginxSize(text = ''): number {
  const [, figure = '', unit = ''] = /^(\d+)([kms]?)$/.exec(text) ?? []
  return Number(figure) * ({ k: 1024, m: 1024 * 1024, s: 1_000 }[unit] ?? 1)
}
