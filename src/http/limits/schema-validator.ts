/**
 * Bodies and queries held against schemas, at a cost in proportion: first up to the first mistake, which looks at nothing beyond a list's
 * `maxItems`; then, of what is small enough, for all mistakes. Otherwise 900 kB of `{}` make 300,000 errors, 110 MB of them. Given to Fastify
 * by server.ts; the errors become violations in schema-violations.ts.
 */
import ajvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler'
import { countValues } from '../../model/nesting.ts'

/** Values in a body whose mistakes are all told: objects, lists and what stands in them. */
const mostValues = 2_000

type Validate = { (data: unknown): boolean; errors?: unknown[] | null }

const compilers = ajvCompiler()

/** Fastify's `buildValidator`. */
export const buildValidator: BuildCompilerFromPool = (externalSchemas, options) => {
  const optionsOf = (allErrors: boolean) => ({
    ...options,
    customOptions: { ...options?.customOptions, allErrors },
  })
  const first = compilers(externalSchemas, optionsOf(false) as typeof options)
  const all = compilers(externalSchemas, optionsOf(true) as typeof options)
  const compile = (...schema: Parameters<typeof first>) => validator(first(...schema), () => all(...schema))
  return compile as unknown as ReturnType<BuildCompilerFromPool>
}

/** Most schemas never meet a mistake: what tells all of them is compiled when one comes. */
function validator(first: Validate, compileAll: () => Validate): Validate {
  let all: Validate | undefined
  const validate: Validate = (data) => {
    if (first(data)) return true
    validate.errors = first.errors
    if (countValues(data, mostValues) >= mostValues) return false
    all ??= compileAll()
    all(data)
    if (all.errors) validate.errors = all.errors
    return false
  }
  return validate
}
