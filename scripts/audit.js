/**
 * The audit of what production installs: exit code 1 when the registry knows of a weakness of level high or critical in it, and then says which. A
 * registry that is out of reach, is a mirror without audits or answers with an error tells nothing of the dependencies: that is said, and the exit
 * code is 0. With --must it is 1: for who wants to know. `npm run audit:dependencies`.
 */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const args = ['audit', '--omit=dev', '--json', '--fetch-retries=1', '--fetch-timeout=60000']
const npm = process.env.npm_execpath
const { stdout, error } = npm
  ? spawnSync(process.execPath, [npm, ...args], { cwd: root, encoding: 'utf8' })
  : spawnSync('npm', args, { cwd: root, encoding: 'utf8' })

const found = reportIn(stdout ?? '')
if (found === undefined) {
  process.stderr.write(`dependencies not audited: ${error?.message ?? 'the registry answers no audit'}\n`)
  process.exit(process.argv.includes('--must') ? 1 : 0)
}
const grave = Object.values(found.vulnerabilities).filter(
  ({ severity }) => severity === 'high' || severity === 'critical',
)
for (const { name, severity, range } of grave) process.stdout.write(`${severity}: ${name} ${range}\n`)
process.stdout.write(`${grave.length} weaknesses of level high or above\n`)
process.exit(grave.length > 0 ? 1 : 0)

/** What an audit says; undefined when it is none, but an error or nothing. */
function reportIn(text) {
  try {
    const report = JSON.parse(text)
    return typeof report?.vulnerabilities === 'object' && report.vulnerabilities !== null ? report : undefined
  } catch {
    return undefined
  }
}
