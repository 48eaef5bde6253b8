/** Operations: liveness, readiness, metrics, capabilities. */
import { Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { isForOps } from './access.ts'

const config = { access: 'public' } as const
/** Monitoring must get an answer under any load. */
const watched = { ...config, isNeverRefused: true } as const
const tags = ['Operations']

const health = Type.Object({ status: Type.Literal('ok') })
const readiness = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Record(Type.String(), Type.Union([Type.Boolean(), Type.String()])),
})

withNames({ Liveness: health, Readiness: readiness })

export function registerHealth(app: App, deps: HttpDeps): void {
  app.get('/healthz', { config: watched, schema: { tags, summary: 'Liveness', response: { 200: health } } }, () => ({
    status: 'ok' as const,
  }))
  app.get(
    '/readyz',
    {
      config: watched,
      schema: {
        tags,
        summary: 'Check readiness: store writable, lanes running',
        response: { 200: readiness, 503: readiness },
      },
    },
    async (request, reply) => {
      const { ready, checks } = await look()
      return reply.code(ready ? 200 : 503).send({ ready, checks: isForOps(deps.ops, request) ? checks : {} })
    },
  )
  app.get('/metrics', { config, schema: { tags, summary: 'Prometheus metrics' } }, async (_request, reply) =>
    reply.type(deps.metrics.contentType).send(await page()),
  )
  const page = shared(() => deps.metrics.render())
  // No caller is refused here, and each check writes to the store.
  const look = shared(() => deps.health.ready())
  app.get('/openapi.json', { config, schema: { hide: true } }, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(app.openapi.bytes()),
  )
}

/** Concurrent callers share one result: it is computed once at a time, however many ask. */
function shared<T>(make: () => Promise<T>): () => Promise<T> {
  let making: Promise<T> | undefined
  return () => {
    making ??= make().finally(() => {
      making = undefined
    })
    return making
  }
}
