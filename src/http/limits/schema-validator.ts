/**
 * Schema validation at proportionate cost: first up to the first mistake, which reads nothing beyond a list's
 * `maxItems`; then, if the value is small enough, for all mistakes. Otherwise 900 kB of `{}` make 300,000 errors, 110
 * MB of them. Nothing is compiled before a request needs it: all validators together were a fifth of a start's CPU (0.2
 * s of 1.0 s).
 */
import ajvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler'
import { countValues } from '../../model/request/nesting.ts'
import { onFirstUse } from './on-first-use.ts'

/** Values in a body up to which all mistakes are reported: objects, lists and their members. */
const maxValues = 2_000

type Validate = { (data: unknown): boolean; errors?: unknown[] | null }

/**
 * A value is accepted as sent, or refused. A test checks that every schema is valid (http-schemas.test.ts), instead of
 * every start.
 */
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

/** Most schemas never meet a mistake: the validator that reports all is compiled on the first one. */
function validator(compileFirst: () => Validate, compileAll: () => Validate): Validate {
  const first = onFirstUse(compileFirst)
  const all = onFirstUse(compileAll)
  const validate: Validate = (data) => {
    const toFirst = first()
    if (toFirst(data)) return true
    validate.errors = toFirst.errors
    if (countValues(data, maxValues) >= maxValues) return false
    const toLast = all()
    toLast(data)
    if (toLast.errors) validate.errors = toLast.errors
    return false
  }
  return validate
}
