/** What several operations have alike stands once under `components` of the document, and they refer to it. */
import type { Json } from './schemas.ts'

export type Paths = Record<string, Record<string, Json>>

/** Parameters that occur more than once, under their own name. */
export function shareParameters(paths: Paths): Record<string, Json> {
  const operations = operationsOf(paths)
  const all = operations.flatMap(({ parameters = [] }) => parameters as Json[])
  const shared = sharedOf(all, ({ name }) => String(name), [])
  for (const operation of operations)
    if (operation.parameters !== undefined)
      operation.parameters = (operation.parameters as Json[]).map((one) => shared.of(one, 'parameters'))
  return shared.components
}

/** Answers that are longer than what would refer to them, under the name of their schema. `taken`: names of others. */
export function shareResponses(paths: Paths, taken: readonly string[]): Record<string, Json> {
  const operations = operationsOf(paths)
  const all = operations.flatMap(({ responses }) => Object.values(responses as Record<string, Json>))
  const long = all.filter((one) => one.content !== undefined)
  const shared = sharedOf(long, nameOfAnswer, taken)
  for (const operation of operations) {
    const entries = Object.entries(operation.responses as Record<string, Json>)
    operation.responses = Object.fromEntries(entries.map(([status, one]) => [status, shared.of(one, 'responses')]))
  }
  return shared.components
}

function operationsOf(paths: Paths): Json[] {
  return Object.values(paths).flatMap((methods) => Object.values(methods))
}

/** The last part of the first reference to a schema; an answer without one is a file. */
function nameOfAnswer(answer: Json): string {
  return /#\/components\/schemas\/(\w+)"/.exec(JSON.stringify(answer))?.[1] ?? 'File'
}

type Shared = { components: Record<string, Json>; of(one: Json, kind: 'parameters' | 'responses'): Json }

function sharedOf(all: readonly Json[], nameOf: (one: Json) => string, taken: readonly string[]): Shared {
  const count = new Map<string, number>()
  for (const one of all) count.set(JSON.stringify(one), (count.get(JSON.stringify(one)) ?? 0) + 1)
  const names = new Map<string, string>()
  for (const [text, times] of count)
    if (times > 1) names.set(text, freeName(nameOf(JSON.parse(text)), [...taken, ...names.values()]))
  return {
    components: Object.fromEntries([...names].map(([text, name]) => [name, JSON.parse(text)])),
    of(one, kind) {
      const name = names.get(JSON.stringify(one))
      return name === undefined ? one : { $ref: `#/components/${kind}/${name}` }
    },
  }
}

function freeName(name: string, taken: readonly string[]): string {
  let free = name
  for (let n = 2; taken.includes(free); n++) free = `${name}-${n}`
  return free
}
