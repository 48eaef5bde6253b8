/**
 * Serializes responses with compiled serializers, each compiled when its first response leaves: all together were a
 * seventh of a start's CPU. A test checks that every schema compiles (http-schemas.test.ts).
 */
import createCompiler from '@fastify/fast-json-stringify-compiler'
import { onFirstUse } from '../limits/on-first-use.ts'

type Build = ReturnType<typeof createCompiler>

const build = createCompiler()

/**
 * Servers of one process share compiled serializers, as they do validators. None of them has schemas besides those of
 * its routes.
 */
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
