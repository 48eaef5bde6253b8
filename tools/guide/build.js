/**
 * `npm run guide`: the guide as a site, in dist-guide. The gateway serves it at /guide; for another place GUIDE_BASE
 * says below which path it lies there, such as `/` or `/recado/`.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { install } from '../install.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

// An optional package of Vite's for Windows is not in every registry.
install(here, 'install')
const pages = `${here}.pages`
rmSync(pages, { recursive: true, force: true })
cpSync(`${root}guide`, pages, { recursive: true })
try {
  execFileSync(`${root}node_modules/.bin/node`, [`${here}node_modules/vitepress/bin/vitepress.js`, 'build', here], {
    cwd: here,
    stdio: 'inherit',
  })
} finally {
  rmSync(pages, { recursive: true, force: true })
}
