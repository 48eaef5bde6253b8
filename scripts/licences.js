/**
 * The licences of the production dependencies, from the lock file: a list on the standard output; exit code 1 if one is
 * not among those that may be shipped. No network. `npm run licences`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const allowed = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Python-2.0',
  'Unlicense',
])
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))

const rows = Object.entries(packages)
  // A workspace is ours.
  .filter(([path, entry]) => path.includes('node_modules/') && !entry.link && !entry.dev && !entry.devOptional)
  .map(([path, { version, license }]) => ({
    name: path.replace(/^.*node_modules\//, ''),
    version,
    license: license ?? licenceIn(path),
  }))

for (const { name, version, license } of rows) process.stdout.write(`${license}\t${name}@${version}\n`)
const wrong = rows.filter(({ license }) => !isAllowed(license))
for (const { name, license } of wrong) process.stderr.write(`${name}: ${license} is not on the list of licences\n`)
process.exitCode = wrong.length > 0 ? 1 : 0

function licenceIn(path) {
  const file = join(root, path, 'package.json')
  return existsSync(file) ? String(JSON.parse(readFileSync(file, 'utf8')).license) : 'unknown'
}

/** `(MIT OR Apache-2.0)`: one of them suffices. */
function isAllowed(license) {
  return license
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((one) => one.split(' AND ').every((part) => allowed.has(part)))
}
