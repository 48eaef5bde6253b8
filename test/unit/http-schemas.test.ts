/** The server compiles schemas on first use: here all are compiled, so that a broken one is found before a request. */
import assert from 'node:assert/strict'
import { subscribe } from 'node:diagnostics_channel'
import { test } from 'node:test'
import ajvCompiler from '@fastify/ajv-compiler'
import createSerializers from '@fastify/fast-json-stringify-compiler'
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import { startSandbox } from '../../sandbox/server.ts'
import { ajvOptions } from '../../src/http/limits/schema-validator.ts'
import { openapiDocument } from '../../src/http/openapi.ts'

const parts = ['body', 'querystring', 'params', 'headers'] as const satisfies (keyof FastifySchema)[]

test('every schema of every route can be compiled, of the sandbox too', async () => {
  const routes: RouteOptions[] = []
  subscribe('fastify.initialization', (message) => {
    const { fastify } = message as { fastify: FastifyInstance }
    fastify.addHook('onRoute', (route) => void routes.push(route))
  })
  await openapiDocument()
  const ofGateway = routes.length
  await (await startSandbox({ host: '127.0.0.1', port: 0, logLevel: 'silent' })).stop()
  assert.ok(routes.length > ofGateway + 20, `${routes.length - ofGateway} of the sandbox`)
  const validators = ajvCompiler()({}, { customOptions: { ...ajvOptions, validateSchema: true } })
  const serializers = createSerializers()({}, {})
  let compiled = 0
  for (const { method, url, schema = {}, validatorCompiler } of routes) {
    const route = { method: String(method), url, httpStatus: '200' }
    for (const part of parts.filter((name) => !validatorCompiler && schema[name] !== undefined)) {
      assert.doesNotThrow(
        () => validators({ ...route, schema: ofJson(schema[part]), httpPart: part }),
        `${method} ${url} ${part}`,
      )
      compiled += 1
    }
    for (const [status, { content, ...own }] of Object.entries((schema.response ?? {}) as Responses)) {
      const schemas = content ? Object.values(content).map((one) => one.schema) : [own]
      for (const one of schemas) {
        assert.doesNotThrow(() => serializers({ ...route, schema: one }), `${method} ${url} ${status}`)
        compiled += 1
      }
    }
  }
  assert.ok(compiled > 200, String(compiled))
})

/** A body of several media types is checked where it is JSON. */
function ofJson(schema: unknown): unknown {
  const { content } = schema as { content?: Record<string, { schema: object }> }
  return content?.['application/json']?.schema ?? schema
}

type Responses = Record<string, { content?: Record<string, { schema: object }> }>
