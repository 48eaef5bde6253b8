/** Recado's version, from its package.json, which the package finds by its own name: in source and compiled alike. */
import { createRequire } from 'node:module'

const manifest = createRequire(import.meta.url)('recado/package.json') as { version: string }

export const { version } = manifest
