/** Which version of Recado this is, by its package. For the command and the figures. */
import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

export const { version } = manifest
