/**
 * Names in the environment that are no settings. One that resembles a setting is a typing error and stops the start;
 * any other is ignored with a warning, as are the variables that Kubernetes injects for a Service. Pure.
 */
import { editsBetween } from '../model/request/near-words.ts'

export type Evaluation = {
  problems: string[]
  warnings: string[]
  /** Settings whose value is not the operator's. */
  ignored: ReadonlySet<string>
}

export function evaluateNames(env: Readonly<Record<string, string | undefined>>, known: object): Evaluation {
  const names = Object.keys(env).filter((name) => name.startsWith(prefix))
  const injected = names.filter((name) => isInjected(name, env[name] ?? '', Object.hasOwn(known, name)))
  const unknown = names.filter((name) => !Object.hasOwn(known, name) && !injected.includes(name))
  const meant = new Map(unknown.map((name) => [name, nearest(name, Object.keys(known))]))
  const foreign = unknown.filter((name) => meant.get(name) === undefined)
  return {
    problems: unknown
      .filter((name) => !foreign.includes(name))
      .map((name) => `${name} is not a known setting; did you mean ${meant.get(name)}?`),
    warnings: [
      ...(foreign.length === 0 ? [] : [`not a known setting, and ignored: ${foreign.join(', ')}`]),
      ...(injected.length === 0 ? [] : [`${injectedReason}: ${injected.join(', ')}`]),
    ],
    ignored: new Set(injected),
  }
}

const prefix = 'RECADO_'

const injectedReason =
  'variables that Kubernetes injects for a Service are ignored (enableServiceLinks: false in the pod keeps them out)'

/**
 * For a Service `recado-x`: `RECADO_X_SERVICE_HOST`, `RECADO_X_SERVICE_PORT` and one more for each named port,
 * `RECADO_X_PORT` with an address, and `RECADO_X_PORT_80_TCP` with `_PROTO`, `_PORT` and `_ADDR`. A name of a setting
 * is theirs only with an address.
 */
function isInjected(name: string, value: string, isKnown: boolean): boolean {
  if (/_PORT$/.test(name) && /^(?:tcp|udp|sctp):\/\//i.test(value)) return true
  return !isKnown && injectedName.test(name)
}

const injectedName = /_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/

/** A unit that was left out, or the nearest by edits: `RECADO_BOT` is no `RECADO_PORT`, `RECADO_PROT` is. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const stem = name.slice(prefix.length)
  const max = stem.length <= 5 ? 1 : 2
  // Longer ones are no typing errors, and comparing them is quadratic.
  if (stem.length > 60) return undefined
  const distances = known.map((one) => [one, one === `${name}_MS` ? 0 : editsBetween(stem, one.slice(prefix.length))])
  const [best] = (distances as [string, number][]).filter(([, edits]) => edits <= max).sort(([, a], [, b]) => a - b)
  return best?.[0]
}
