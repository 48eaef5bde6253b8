/** The metrics page: the library's output, rendered in steps; and series by bot that end with their subject. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { createMetrics } from '../../src/metrics/metrics.ts'
import { renderInSteps } from '../../src/metrics/render.ts'

function registryWith(series: number): Registry {
  const registry = new Registry()
  const registers = [registry]
  const counter = new Counter({ registers, name: 'a_total', help: 'A "thing"\\.', labelNames: ['bot', 'code'] })
  for (let n = 0; n < series; n++) counter.inc({ bot: `b"\\\n${n}`, code: n })
  new Gauge({ registers, name: 'b', help: 'No labels.' }).set(1.5)
  new Gauge({ registers, name: 'c', help: 'Nothing yet.', labelNames: ['bot'] })
  const histogram = new Histogram({ registers, name: 'd', help: 'Seconds.', labelNames: ['route'], buckets: [1, 2] })
  for (let n = 0; n < series; n++) histogram.observe({ route: `/r/${n}` }, n)
  return registry
}

test("the page is the library's output, for any series, and other work runs meanwhile", async (t) => {
  // A thousand series take more than five milliseconds, on any machine.
  let now = 0
  t.mock.method(performance, 'now', () => (now += 5))
  for (const series of [0, 1, 999, 1_000, 1_001, 3_500]) {
    const registry = registryWith(series)
    let turns = 0
    let isRendering = true
    const count = () => {
      turns += 1
      if (isRendering) setImmediate(count)
    }
    setImmediate(count)
    const page = await renderInSteps(registry)
    isRendering = false
    assert.equal(page, await registry.metrics(), String(series))
    assert.ok(turns >= Math.floor(series / 1_000), `${turns} turns`)
  }
})

test('series of queues that are empty, and of bots that are no longer blocked or here, are removed', async () => {
  const metrics = createMetrics({ processMetrics: false })
  let depths = [
    { botId: 'a', waiting: 3, dueAt: 1_000 },
    { botId: 'b', waiting: 1 },
  ]
  let own = [{ id: 'a' }, { id: 'b' }]
  metrics.watchQueues(
    async () => depths,
    () => 5_000,
  )
  metrics.watchEndpoints(
    async () => depths.map(({ botId }) => ({ botId, endpointId: `ep_${botId}`, waiting: 2, oldestAt: 0 })),
    () => 5_000,
  )
  metrics.watchBlocked((botId) => own.some(({ id }) => id === botId))
  metrics.blocked('a', 2_000)
  metrics.blocked('a', 4_000)
  metrics.blocked('b', 3_000)
  const reported = async () =>
    (await metrics.render())
      .split('\n')
      .filter((line) => /^recado_(queue|endpoint_(waiting|oldest)|blocked)/.test(line))
  assert.deepEqual(await reported(), [
    'recado_blocked_since_seconds{bot="a"} 2',
    'recado_blocked_since_seconds{bot="b"} 3',
    'recado_queue{bot="a"} 3',
    'recado_queue{bot="b"} 1',
    'recado_queue_oldest_due_seconds{bot="a"} 4',
    'recado_queue_oldest_due_seconds{bot="b"} 0',
    'recado_endpoint_waiting{bot="a",endpoint="ep_a"} 2',
    'recado_endpoint_waiting{bot="b",endpoint="ep_b"} 2',
    'recado_endpoint_oldest_seconds{bot="a",endpoint="ep_a"} 5',
    'recado_endpoint_oldest_seconds{bot="b",endpoint="ep_b"} 5',
  ])
  depths = []
  own = [{ id: 'a' }]
  metrics.unblocked('a')
  assert.deepEqual(await reported(), [])
})
