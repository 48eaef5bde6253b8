/** Which secrets can be guessed, and that generated ones never can. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/config.ts'
import { weakness } from '../../src/model/access/weak-secret.ts'
import { createIds } from '../../src/model/ids.ts'
import { createSeal, type Seal } from '../../src/store/sealing/seal.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'

const weak = [
  ['aaaaaaaaaaaaaaaaaaaaaaaa', 'abababababababababababab', 'secretA1secretA1secretA1', 'correct-horse-correct-horse-'],
  ['1234567890123456', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjkl', '9876543210987654321'],
  [
    'changeme-changeme-please',
    'my-secret-key-12345',
    'password1234567890',
    'recado-admin-token-2026',
    'SuperSecretPassword!1',
  ],
].flat()

test('a short, well-known or repetitive secret is refused at the start, with a command that makes a good one', () => {
  for (const name of ['RECADO_ADMIN_TOKEN', 'RECADO_OPS_TOKEN', 'RECADO_CLIENT_SECRET']) {
    for (const secret of [...weak, 'x7', 'Kq3vTz9wLm2']) {
      const loaded = loadConfig({
        [name]: secret,
        ...(name === 'RECADO_CLIENT_SECRET' && { RECADO_CLIENT_ID: 'shop' }),
      })
      assert.ok(!loaded.ok, `${name}=${secret}`)
      assert.match(loaded.problems.join(' '), /randomBytes\(32\)/, `${name}=${secret}`)
      assert.ok(!loaded.problems.join(' ').includes(secret), 'it is not repeated')
    }
  }
})

test('a generated secret is never weak', () => {
  for (let turn = 0; turn < 2_000; turn++) {
    assert.equal(weakness(randomBytes(32).toString('base64url')), undefined)
    assert.equal(weakness(randomBytes(24).toString('hex')), undefined)
  }
})

test('a weak key starts no new installation, and an installation that has one continues', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-weak-'))
  const path = join(folder, 'recado.db')
  const seal = createSeal('1234567890123456')
  const open = (sealing: Seal) => openSqliteStore({ newId: createIds(Date.now), seal: sealing }, { path })
  try {
    await assert.rejects(open(seal), /RECADO_SECRET_KEY/)
    await assert.rejects(open(seal), /RECADO_SECRET_KEY/)
    await (await open({ ...seal, weakness: undefined })).close()
    await (await open(seal)).close()
  } finally {
    rmSync(folder, { recursive: true })
  }
})
