/**
 * The typed client has every operation of the OpenAPI document, its generated files are those of openapi.json as it is,
 * and neither it nor the receiver of events needs anything but web standards. No network.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { Recado } from '../../sdk/client.ts'
import { operationTable } from '../../sdk/generated/table.ts'
import { readDocument, rootPath } from '../support/documents.ts'
import { readSources } from '../support/sources.ts'

type Operation = { operationId: string; parameters?: { name?: string; $ref?: string }[] }

const text = readDocument('openapi.json')
const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, Operation>> }
const operations = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
)
const sum = (value: string) => createHash('sha256').update(value).digest('hex')

describe('the generated files', () => {
  for (const path of globSync('sdk/generated/*.ts', { cwd: rootPath })) {
    test(`${path} is what openapi.json gave, unchanged; npm run openapi writes it anew`, () => {
      const [, of, own, body = ''] =
        /^\/\*\*\n.*\n \* openapi\.json: (\w+)\n \* what follows: (\w+)\n \*\/\n([\s\S]*)$/.exec(readDocument(path)) ??
        []
      assert.deepEqual([of, own], [sum(text), sum(body)])
    })
  }
})

describe('the client', () => {
  test('has a method for each operation, where the document has it', () => {
    assert.ok(operations.length > 120, String(operations.length))
    assert.deepEqual(
      Object.entries(operationTable).map(([id, { method, path }]) => `${id} ${method} ${path}`),
      operations.map(({ operationId, method, path }) => `${operationId} ${method} ${path}`),
    )
    const methods = Object.getOwnPropertyNames(Recado.prototype).filter((name) => name !== 'constructor')
    // An answer without an end is no value: `stream` reads it.
    assert.deepEqual(
      methods,
      Object.keys(operationTable).filter((id) => id !== 'streamEvents'),
    )
  })

  test('gives a key to each operation that takes one', () => {
    const keyed = operations.filter(({ parameters = [] }) =>
      parameters.some(({ name, $ref }) => [name, $ref?.split('/').at(-1)].includes('Idempotency-Key')),
    )
    assert.ok(keyed.length >= 6, String(keyed.length))
    assert.deepEqual(
      Object.entries(operationTable).flatMap(([id, { isKeyed }]) => (isKeyed ? [id] : [])),
      keyed.map(({ operationId }) => operationId),
    )
  })

  test('and the receiver import nothing but their own files', () => {
    const imports = readSources()
      .filter(({ path }) => path.startsWith('sdk/'))
      .flatMap((source) => source.imports)
    assert.ok(imports.length > 20, String(imports.length))
    assert.deepEqual(
      imports.filter(({ to, isOurs }) => !isOurs || !to.startsWith('sdk/')),
      [],
    )
  })

  test('and the receiver compile with a browser’s types alone', () => {
    const tsc = join(rootPath, 'node_modules', 'typescript', 'bin', 'tsc')
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', 'sdk'], { cwd: rootPath, encoding: 'utf8' })
    assert.deepEqual([status, stdout], [0, ''])
  })
})
