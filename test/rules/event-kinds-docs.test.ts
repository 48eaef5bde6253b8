/** docs/webhooks.md has the line and the lifetime of every kind of event, as in the table of the code. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maxBodyBytes } from '../../src/model/events/body.ts'
import { eventTypes } from '../../src/model/events/event.ts'
import { eventKinds } from '../../src/model/events/kinds.ts'
import { readDocument, sectionOf } from '../support/documents.ts'
import { tableRows } from '../support/markdown.ts'

const page = readDocument('docs/webhooks.md')
const lives: Record<number, string> = { 259200000: '3 days', 3600000: '1 hour' }

test('every kind of event is documented once, with its line and its lifetime, and no other', () => {
  const documented = tableRows(page, 'Order and repetitions').flatMap(([names = '', line = '', life = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => `${name}: ${line.split(':')[0]}, ${life}`),
  )
  const known = eventTypes.map((type) => {
    const { line, lifeMs } = eventKinds[type]
    return `${type}: ${line === 'person' ? line : line.of}, ${lives[lifeMs] ?? lifeMs}`
  })
  assert.deepEqual(documented.toSorted(), known.toSorted())
})

test('the bound of a body is the documented one', () => {
  const reported = /has more than ([\d,]+) bytes/.exec(sectionOf(page, '## Large events'))?.[1]
  assert.equal(Number(reported?.replaceAll(',', '')), maxBodyBytes)
})
