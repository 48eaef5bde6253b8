/**
 * Audits the production dependencies: exit code 1 if the registry knows a vulnerability of level high or critical, with
 * a list. A registry that is unreachable, is a mirror without audits or answers with an error says nothing about the
 * dependencies: this is reported, and the exit code is 0, or 1 with --must. `npm run audit:dependencies`.
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
  process.stderr.write(`dependencies not audited: ${error?.message ?? 'the registry did not answer the audit'}\n`)
  process.exit(process.argv.includes('--must') ? 1 : 0)
}
const grave = Object.values(found.vulnerabilities).filter(
  ({ severity }) => severity === 'high' || severity === 'critical',
)
for (const { name, severity, range } of grave) process.stdout.write(`${severity}: ${name} ${range}\n`)
process.stdout.write(`${grave.length} vulnerabilities of severity high or above\n`)
process.exit(grave.length > 0 ? 1 : 0)

/** The audit's report; undefined for an error or an empty answer. */
function reportIn(text) {
  try {
    const report = JSON.parse(text)
    return typeof report?.vulnerabilities === 'object' && report.vulnerabilities !== null ? report : undefined
  } catch {
    return undefined
  }
}
