/** openapi.json is the present document, and leaves out no route of the running server. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { openapiDocument } from '../../src/http/openapi.ts'
import { openOperations, operations } from '../../src/model/access/operations.ts'
import { eventTypes } from '../../src/model/events/event.ts'
import { messageTypes } from '../../src/model/message/parse.ts'
import { openTestHttp } from '../support/http.ts'

const committed = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'))

test('the committed document is the present one: npm run openapi writes it anew', async () => {
  assert.deepEqual(committed, await openapiDocument())
})

/** Pages for people, and the document itself. */
const undescribed = /^(?:\/docs|\/openapi\.json$|\/$)/

test('every route of the running server is in it', async () => {
  await using http = await openTestHttp()
  const routes = routesOf(http.app.printRoutes({ commonPrefix: false })).filter(({ path }) => !undescribed.test(path))
  assert.ok(routes.length > 30, String(routes.length))
  for (const { method, path } of routes) {
    const described = committed.paths[path.replace(/:(\w+)/g, '{$1}')]
    assert.ok(described?.[method.toLowerCase()], `${method} ${path}`)
  }
})

/** Names of methods in generated clients: what is released stays. */
test('every operation has an id of its own, and the table names no operation that is not there', () => {
  const described = Object.entries(committed.paths as Record<string, Record<string, { operationId?: string }>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => [`${method.toUpperCase()} ${path}`, operationId]),
  )
  const listed = Object.entries(operations).map(([name, { id }]) => [name, id] as const)
  assert.deepEqual(Object.fromEntries(described), Object.fromEntries([...listed, ...Object.entries(openOperations)]))
  const ids = described.map(([, id]) => id ?? '')
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.match(id, /^[a-z][a-zA-Z]+$/)
})

/**
 * As it is served, and as it is committed. An operation takes about 1,850 bytes with its part of the schemas, of which
 * its texts are 80: what is described twice, or at length, shows here. A kind of message beyond those that were there
 * when this was measured brings a schema and no operation: 800.
 */
const kindsAtFirst = 15

test('it takes less than 1,870 bytes for each operation', async () => {
  const kinds = Object.keys(messageTypes).length - kindsAtFirst
  const most = 1_870 * (Object.keys(operations).length + Object.keys(openOperations).length) + 800 * kinds
  const bytes = readFileSync(new URL('../../openapi.json', import.meta.url)).length
  assert.ok(bytes < most, `${bytes} bytes of ${most}`)
  assert.ok(JSON.stringify(await openapiDocument()).length < most)
})

/** Receivers in tests check each delivery against it (support/openapi-check.ts). */
test('every event has its webhook', () => {
  assert.deepEqual(Object.keys(committed.webhooks), [...eventTypes, 'endpoint_test', 'skill'])
  for (const type of eventTypes) {
    const { schema } = committed.webhooks[type].post.requestBody.content['application/json']
    const { anyOf } = schema.anyOf ? schema : committed.components.schemas[schema.$ref.split('/').at(-1)]
    assert.equal(anyOf.length, 2, type)
  }
})

/** Read from the router's own tree, which holds the routes of every scope. */
function routesOf(tree: string): { method: string; path: string }[] {
  const path: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', segment = '', methods = ''] = /^([│ ]*)[├└]── (\S*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
    path.splice(indent.length / 4)
    path.push(segment)
    const own = methods.split(', ').filter((method) => method !== '' && method !== 'HEAD' && method !== 'OPTIONS')
    return own.map((method) => ({ method, path: path.join('') }))
  })
}
