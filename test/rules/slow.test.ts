/** `npm test` proves every promise by itself; what it leaves out is there, and is run. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { sectionOf } from '../support/documents.ts'
import { slow } from '../support/slow.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('slow tests', () => {
  test('are files that exist, each named once, in order', () => {
    for (const path of slow) assert.ok(existsSync(new URL(`../${path}.test.ts`, import.meta.url)), path)
    assert.deepEqual([...new Set(slow)].toSorted(), slow)
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
