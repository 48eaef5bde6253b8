/**
 * Checks that what is checked out can be published as its version, and packs it into artifacts/: nothing uncommitted,
 * the version in the changelog with its date and in the OpenAPI document, no tag of it elsewhere, the repository that
 * package.json names, and compiled files in the package. Each mistake is a line; exit code 1. `npm run release:check`.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readNpm, root } from './elsewhere.js'

const { name, version, repository, private: isPrivate } = JSON.parse(read('package.json'))

const problems = [
  ...(git('status', '--porcelain') === '' ? [] : ['there are uncommitted changes']),
  ...(isPrivate ? ['package.json says private'] : []),
  ...(new RegExp(`^## \\[${escaped(version)}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm').test(read('CHANGELOG.md'))
    ? []
    : [`CHANGELOG.md has no heading "## [${version}] - YYYY-MM-DD"`]),
  ...(JSON.parse(read('openapi.json')).info.version === version ? [] : ['openapi.json has another version']),
  ...(isTaggedElsewhere() ? [`v${version} is the tag of another commit`] : []),
  ...(isOwnRepository() ? [] : ['the repository in package.json is not the one of the remote origin']),
]
if (problems.length === 0) problems.push(...pack())
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length > 0 ? 1 : 0

function pack() {
  const folder = join(root, 'artifacts')
  mkdirSync(folder, { recursive: true })
  const listed = readNpm(['pack', '--json', '--pack-destination', folder], root)
  if (listed === undefined) return ['npm pack failed']
  const [{ filename, size, shasum, files }] = JSON.parse(listed.slice(listed.indexOf('[')))
  if (!files.some(({ path }) => path === 'dist/src/cli.js')) return ['the package has nothing compiled']
  process.stdout.write(`${name} ${version}: artifacts/${filename}, ${size} bytes, sha1 ${shasum}\n`)
  return []
}

function isTaggedElsewhere() {
  const tagged = git('rev-list', '-n', '1', `v${version}`)
  return tagged !== undefined && tagged !== git('rev-parse', 'HEAD')
}

/** Where there is no remote there is nothing to compare. */
function isOwnRepository() {
  const origin = git('remote', 'get-url', 'origin')
  return origin === undefined || pathOf(origin) === pathOf(repository?.url ?? '')
}

/** `git@github.com:a/b.git` and `git+https://github.com/a/b.git` alike. */
function pathOf(url) {
  return url
    .replace(/^(?:git\+)?\w+:\/\/(?:[^@/]*@)?|^[^@/]*@/, '')
    .replace(':', '/')
    .replace(/\.git$/, '')
}

/** What it prints; undefined when it fails. */
function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function read(path) {
  return readFileSync(join(root, path), 'utf8')
}
