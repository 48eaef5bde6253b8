/**
 * For those who run the gateway: is it alive, is it ready, what does it count, what can it do.
 */
import { Type } from 'typebox'
import type { App, HttpDeps } from './deps.ts'
import { isForOps } from './ops.ts'

const config = { access: 'public' } as const
const tags = ['House']

const health = Type.Object({ status: Type.Literal('ok') })
const readiness = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Record(Type.String(), Type.Union([Type.Boolean(), Type.String()])),
})

export function registerHouse(app: App, deps: HttpDeps): void {
  app.get('/healthz', { config, schema: { tags, summary: 'Alive', response: { 200: health } } }, () => ({
    status: 'ok' as const,
  }))
  app.get(
    '/readyz',
    {
      config,
      schema: { tags, summary: 'Ready: store writable, lanes running', response: { 200: readiness, 503: readiness } },
    },
    async (request, reply) => {
      const { ready, checks } = await deps.health.ready()
      return reply.code(ready ? 200 : 503).send({ ready, checks: isForOps(deps.ops, request) ? checks : {} })
    },
  )
  app.get(
    '/metrics',
    { config, schema: { tags, summary: "Figures in Prometheus' text form" } },
    async (_request, reply) => reply.type(deps.metrics.contentType).send(await deps.metrics.render()),
  )
  app.get('/openapi.json', { config, schema: { hide: true } }, () => app.swagger())
}
