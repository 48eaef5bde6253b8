/** `npm test` proves every promise by itself; what it leaves out is there, and is run. */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { sectionOf } from '../support/documents.ts'
import { slow, tiered } from '../support/slow.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('slow tests', () => {
  test('are files that exist, each named once, in order', () => {
    for (const path of slow) assert.ok(existsSync(new URL(`../${path}.test.ts`, import.meta.url)), path)
    for (const list of [slow, tiered]) assert.deepEqual([...new Set(list)].toSorted(), list)
    assert.deepEqual(
      tiered.filter((path) => slow.includes(path)),
      [],
    )
  })

  test('include PostgreSQL for the files that take their stores by tier, and for no other', () => {
    const using = globSync('test/contract/*.test.ts', { cwd: new URL('../..', import.meta.url) })
      .filter((path) => /\bof tieredBackends\b/.test(read(path)))
      .map((path) => path.replaceAll('\\', '/').slice('test/'.length, -'.test.ts'.length))
    assert.deepEqual(using.toSorted(), tiered)
  })

  test('are run by continuous integration', () => {
    assert.match(read('package.json'), /"test:slow": "[^"]*node test\/run\.ts slow"/)
    assert.match(read('.ci/long'), /^npm run -s test:slow$/m)
  })

  test('leave to every promise a test in npm test', () => {
    for (const promise of sectionOf(read('docs/promises.md'), '## Promises').split(/^### /m).slice(1)) {
      const files = [...promise.matchAll(/^- `test\/(\S+)\.test\.ts`/gm)].map(([, path = '']) => path)
      assert.ok(
        files.some((path) => !slow.includes(path)),
        promise.split('\n')[0] ?? '',
      )
    }
  })
})
