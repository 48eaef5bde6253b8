/** The data folder: made with all above it, for its owner alone; one that cannot be made fails at once, in one line. */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { failLine } from '../../src/cli/fail.ts'
import { privateFolder } from '../../src/store/installation/private-files.ts'

let folder = ''

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'recado-folder-'))
})
after(() => rmSync(folder, { recursive: true }))

const modeOf = (path: string) => statSync(path).mode & 0o777

test('it is made with the folders above it, and only its owner may look into them', () => {
  const path = join(folder, 'a', 'b')
  privateFolder(path)
  assert.deepEqual([modeOf(join(folder, 'a')), modeOf(path)], [0o700, 0o700])
  privateFolder(path)
  const theirs = join(folder, 'theirs')
  mkdirSync(theirs)
  chmodSync(theirs, 0o755)
  privateFolder(theirs)
  assert.equal(modeOf(theirs), 0o755, 'a folder that was there, with nothing of ours in it, is left alone')
})

test('one that cannot be made is one line that names the setting, whatever the reason', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  // The last: on Linux a folder that takes no others, where a recursive mkdir never comes back.
  for (const path of [file, join(file, 'below'), join(folder, 'x'.repeat(400)), '/proc/recado/data']) {
    let line = ''
    try {
      privateFolder(path)
    } catch (error) {
      line = failLine(error)
    }
    assert.match(line, /^recado: cannot write \S+ \(E[A-Z]+\); set RECADO_DATA_DIR to a writable folder$/, path)
    assert.ok(line.length < 300, line)
  }
})
