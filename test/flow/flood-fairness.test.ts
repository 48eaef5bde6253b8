/**
 * One client's flood beside another's requests, against a gateway in a process of its own. Turns are counted, which do
 * not depend on the machine's other work.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pool } from 'undici'
import { admin, client } from '../support/attacks.ts'
import { eventually, request } from '../support/gateway.ts'
import { freeDatabase } from '../support/postgres-store.ts'
import { openProbedSite, type ProbedSite } from '../support/probed-gateway.ts'
import { times } from '../support/repetitions.ts'

const inAir = 8
const clients = 240
const asked = times(40, 100)

for (const store of ['SQLite', 'PostgreSQL']) {
  test(`one client's flood beside another: of hundreds of concurrent requests, a few are answered before the other (${store})`, async () => {
    const env = { RECADO_IN_AIR_PER_CLIENT: String(inAir), RECADO_RATE_PER_CLIENT: '0' }
    await using site = await openProbedSite(store === 'PostgreSQL' ? await freeDatabase() : undefined, env)
    const other = await createClient(site)
    const pool = new Pool(site.gateway.url, { connections: clients, pipelining: 1 })
    const request = async (path: string, headers: Record<string, string>, body?: string) => {
      const startedAt = performance.now()
      const type = { 'content-type': 'application/json' }
      const method = body === undefined ? 'GET' : 'POST'
      const answer = await pool.request({ method, path, headers: { ...type, ...headers }, body: body ?? null })
      await answer.body.dump()
      assert.ok(answer.statusCode === 200 || answer.statusCode === 429, `${answer.statusCode}`)
      return performance.now() - startedAt
    }
    let isFlooding = true
    const flooding: number[] = []
    const flood = Array.from({ length: clients - 2 }, async (_, n) => {
      while (isFlooding) flooding.push(await request('/v1/bots/crash/messages', { authorization: client }, message(n)))
    })
    await eventually(() => flooding.length > clients, 'a flood')
    await site.look()
    const from = flooding.length
    const beside: number[] = []
    for (let n = 0; n < asked; n++)
      beside.push(await request('/v1/bots/crash/messages', { authorization: other, 'x-probe': '1' }, message(n)))
    const { between } = await site.look()
    isFlooding = false
    await Promise.all(flood)
    await pool.close()
    assert.equal(between.length, asked)
    // Without turns it is all of them, and more.
    assert.ok(p99Of(between) < clients / 2, `${p99Of(between)} of the flood were answered before it`)
    // Both are measured in the same moments on the same machine.
    const [theirs, its] = [p99Of(beside), p99Of(flooding.slice(from))]
    assert.ok(theirs < its, `${Math.round(theirs)} ms beside ${Math.round(its)} ms of the flood`)
  })
}

const message = (n: number) => JSON.stringify({ type: 'text', userId: `5939${String(n).padStart(8, '0')}`, text: 'x' })

const p99Of = (values: number[]) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? 0

async function createClient({ gateway }: ProbedSite): Promise<string> {
  const body = { name: 'Other', bots: ['crash'] }
  const made = await request(`${gateway.url}/manage/v1/clients`, 'POST', body, { authorization: admin })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return `Basic ${btoa(`${made.body.clientId}:${made.body.clientSecret}`)}`
}
