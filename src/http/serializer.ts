/**
 * Answers become text by compiled serialisers, each compiled when its first answer leaves: all together were a seventh of a start's CPU.
 * Given to Fastify by server.ts; that every schema can be compiled is tested (http-schemas.test.ts).
 */
import makeCompiler from '@fastify/fast-json-stringify-compiler'
import { onFirstUse } from './on-first-use.ts'

type Build = ReturnType<typeof makeCompiler>

const build = makeCompiler()

/** Servers of one process share what was compiled, as they do validators. None of them has schemas beside those of its routes. */
const known = new WeakMap<object, () => ReturnType<ReturnType<Build>>>()

/** Fastify's `buildSerializer`. */
export const buildSerializer: Build = (externalSchemas, options) => {
  const compile = build(externalSchemas, options)
  return (route) => {
    const schema = route.schema as object
    const serialize = known.get(schema) ?? onFirstUse(() => compile(route))
    known.set(schema, serialize)
    return (answer) => serialize()(answer)
  }
}
