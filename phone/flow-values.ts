/** A flow's JSON as far as the phone draws it, and the values that its screens pass on. Pure. */

export type Option = { id: string; title: string }
export type Action = { name: string; next?: { name?: string }; payload?: Record<string, unknown> }
/** Its other fields by their names in Meta's document. */
export type Part = {
  type: string
  name?: string
  children?: Part[]
  label?: unknown
  'on-click-action'?: Action
  'input-type'?: string
  [field: string]: unknown
}
export type Screen = {
  id: string
  title?: string
  data?: Record<string, { __example__?: unknown } | undefined>
  layout?: { children?: Part[] }
}

export function partsOf(screen: Screen): Part[] {
  const flat = (parts: Part[] = []): Part[] =>
    parts.flatMap((part) => (part.type === 'Form' ? flat(part.children) : [part]))
  return flat(screen.layout?.children)
}

export function valuesOf(screen: Screen, sent: FormData): Record<string, unknown> {
  const values = partsOf(screen).flatMap(({ name, type }): [string, unknown][] => {
    if (!name) return []
    if (type === 'OptIn') return [[name, sent.has(name)]]
    const isMany = type === 'CheckboxGroup' || type === 'ChipsSelector'
    return [[name, isMany ? sent.getAll(name) : (sent.get(name) ?? '')]]
  })
  return Object.fromEntries(values)
}

/**
 * `${form.name}`, `${data.name}` or `${screen.FIRST.form.name}` alone are resolved; other values are returned
 * unchanged.
 */
export function filled(value: unknown, scope: Record<string, unknown>): unknown {
  const path = typeof value === 'string' ? /^\$\{([\w.]+)\}$/.exec(value)?.[1]?.split('.') : undefined
  if (!path) return value
  const steps = path[0] === 'screen' ? [...path.slice(0, 2), ...path.slice(3)] : path
  return steps.reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), scope)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

export function filledAll(
  payload: Record<string, unknown> | undefined,
  scope: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payload ?? {}).map(([key, value]) => [key, filled(value, scope)]))
}
