/** openapi.json is the present document, and leaves out no route of the running server. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { openapiDocument } from '../../src/http/openapi.ts'
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
