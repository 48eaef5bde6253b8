/** For `--import`: `recado/testing` is this checkout's source, as if it were compiled and installed. */
import { registerHooks } from 'node:module'

const sources = new Map([['recado/testing', new URL('../../src/testing/testing.ts', import.meta.url).href]])

registerHooks({
  resolve: (specifier, context, next) => next(sources.get(specifier) ?? specifier, context),
})
