/**
 * Recado's version and folder, by its package.json, which the package finds by its own name: in source and compiled
 * alike.
 */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

const require = createRequire(import.meta.url)
const manifest = require('recado/package.json') as { version: string }

export const { version } = manifest

/** The folder that has package.json. */
export const installedAt = dirname(require.resolve('recado/package.json'))
