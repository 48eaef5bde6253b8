/** A rewindable store goes back to the settings of an instant, table by table, and goes on as a new one. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { copiedTables } from '../../src/store/copy/tables.ts'
import { startRecado, type TestRecado } from '../../src/testing/testing.ts'
import { startTestedBot } from '../support/tested-bot.ts'

let folder = ''
let recado: TestRecado

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recado-rewind-'))
  recado = await startRecado({ RECADO_DATA_DIR: folder, within: 60_000 })
})
after(async () => {
  await recado?.stop()
  rmSync(folder, { recursive: true })
})

/** Of every table: its rows, as they are stored. */
function contents(): Map<string, unknown[]> {
  const db = new DatabaseSync(join(folder, 'recado.db'), { readOnly: true })
  try {
    return new Map(copiedTables.map(({ name }) => [name, db.prepare(`select * from ${name}`).all()]))
  } finally {
    db.close()
  }
}

test('after a rewind every table has the rows that it had, but for what counts versions', async () => {
  const start = contents()
  await using bot = await startTestedBot(recado, ({ bubble }) => ({ type: 'text', text: `You wrote: ${bubble.text}` }))
  const kept = contents()
  assert.notDeepEqual(kept.get('endpoints'), start.get('endpoints'))
  await recado.phone().says('hola')
  await recado.phone().receives()
  const hsm = { destinations: ['593987654399'], elementName: 'demo_text', parameters: ['a', 'b'] }
  assert.equal(await bot.sends(hsm, '/v2/whatsapp/demo/hsm'), 200)
  await recado.phone('593987654399').receives({ template: 'demo_text' })
  const used = contents()
  for (const name of ['messages', 'attempts', 'inbound', 'conversations', 'events', 'deliveries'])
    assert.notDeepEqual(used.get(name), [], name)
  await recado.reset()
  const rewound = contents()
  // The trail tells of settings, and is none of them.
  const expected = new Map([...kept, ['audit', []]])
  for (const { name } of copiedTables)
    if (name !== 'facts') assert.deepEqual(rewound.get(name), expected.get(name), name)
  const names = (rows: unknown[] = []) => rows.map((row) => (row as { name: string }).name).sort()
  assert.deepEqual(names(rewound.get('facts')), names(kept.get('facts')))
})
