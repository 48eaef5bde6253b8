/** docs/metrics.md and the metrics of the code say the same, both ways. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics } from '../../src/metrics/metrics.ts'
import { readDocument } from '../support/documents.ts'
import { tableRows } from '../support/markdown.ts'

const page = readDocument('docs/metrics.md')
const metrics = createMetrics({ processMetrics: false }).describe()

test('every metric is documented with its type, labels and meaning, and no other', () => {
  const known = metrics.map(({ name, type, labels, help }) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', ') || '–',
    help,
  ])
  assert.ok(known.length > 30)
  assert.deepEqual(tableRows(page, 'All of them'), known)
})

test('queries name metrics and labels that exist', () => {
  const labelsOf = new Map(metrics.map(({ name, labels }) => [name, labels]))
  const queries = tableRows(page, 'What to ask').map(([, query = '']) => query)
  assert.ok(queries.length > 5)
  for (const query of queries) {
    const names = [...query.matchAll(/recado_[a-z_]+/g)].map(([name]) => name)
    assert.ok(names.length > 0, query)
    for (const name of names) assert.ok(labelsOf.has(name), `${query}: ${name}`)
    for (const [, by = ''] of query.matchAll(/by \(([^)]+)\)/g)) {
      for (const label of by.split(', '))
        assert.ok(
          names.every((name) => labelsOf.get(name)?.includes(label)),
          `${query}: ${label}`,
        )
    }
  }
})

test('no label identifies people, messages or addresses', () => {
  const allowed =
    /^(?:bot|endpoint|kind|code|when|by|cause|fact|result|reason|change|end|what|table|method|route|status|version|node|schema|store|category|type)$/
  for (const { name, labels } of metrics) for (const label of labels) assert.match(label, allowed, name)
})
