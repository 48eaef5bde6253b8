/**
 * Bodies and queries held against schemas, at a cost in proportion: first up to the first mistake, which looks at nothing beyond a list's
 * `maxItems`; then, of what is small enough, for all mistakes. Otherwise 900 kB of `{}` make 300,000 errors, 110 MB of them. Given to Fastify
 * by server.ts; the errors become violations in schema-violations.ts. Nothing is compiled before a request needs it: all validators together
 * were a fifth of a start's CPU (0.2 s of 1.0 s).
 */
import ajvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler'
import { countValues } from '../../model/nesting.ts'
import { onFirstUse } from '../on-first-use.ts'

/** Values in a body whose mistakes are all told: objects, lists and what stands in them. */
const mostValues = 2_000

type Validate = { (data: unknown): boolean; errors?: unknown[] | null }

/** A value is what was sent, or refused. That a schema is one is tested (http-schemas.test.ts), and not at every start. */
export const ajvOptions = {
  coerceTypes: false,
  removeAdditional: false,
  useDefaults: false,
  allErrors: true,
  verbose: true,
  validateSchema: false,
} as const

const compilers = ajvCompiler()

/** Fastify's `buildValidator`. */
export const buildValidator: BuildCompilerFromPool = (externalSchemas, options) => {
  const optionsOf = (allErrors: boolean) => ({
    ...options,
    customOptions: { ...options?.customOptions, allErrors },
  })
  const first = compilers(externalSchemas, optionsOf(false) as typeof options)
  const all = compilers(externalSchemas, optionsOf(true) as typeof options)
  const compile = (...schema: Parameters<typeof first>) =>
    validator(
      () => first(...schema),
      () => all(...schema),
    )
  return compile as unknown as ReturnType<BuildCompilerFromPool>
}

/** Most schemas never meet a mistake: what tells all of them is compiled when one comes. */
function validator(compileFirst: () => Validate, compileAll: () => Validate): Validate {
  const first = onFirstUse(compileFirst)
  const all = onFirstUse(compileAll)
  const validate: Validate = (data) => {
    const toFirst = first()
    if (toFirst(data)) return true
    validate.errors = toFirst.errors
    if (countValues(data, mostValues) >= mostValues) return false
    const toLast = all()
    toLast(data)
    if (toLast.errors) validate.errors = toLast.errors
    return false
  }
  return validate
}
