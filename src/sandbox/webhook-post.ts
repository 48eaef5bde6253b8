// One signed post to a subscriber, over connections that are kept open. Uses undici's dispatch rather than request:
// no promise of a body nobody reads, which is a third less work per webhook at thousands a second.

import { Pool } from 'undici'
import { signatureOf } from './wire.ts'

export type Target = { readonly url: string; readonly appSecret: string }

export type Poster = {
  /** `done` gets the answer's status, or 0 when there was none. */
  post(target: Target, body: string, done: (statusCode: number) => void): void
  stop(): Promise<void>
}

type Endpoint = { readonly pool: Pool; readonly path: string }

export function createPoster(connections: number): Poster {
  const pools = new Map<string, Pool>()
  const endpoints = new Map<string, Endpoint>()
  const open = (url: string): Endpoint => {
    const { origin, pathname, search } = new URL(url)
    const options = { connections, pipelining: 1, headersTimeout: 20_000, bodyTimeout: 20_000 }
    const pool = pools.get(origin) ?? new Pool(origin, options)
    pools.set(origin, pool)
    const endpoint = { pool, path: pathname + search }
    endpoints.set(url, endpoint)
    return endpoint
  }
  return {
    post(target, body, done) {
      const { pool, path } = endpoints.get(target.url) ?? open(target.url)
      dispatch({ pool, path }, target, body, done)
    },
    async stop() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
    },
  }
}

function dispatch({ pool, path }: Endpoint, target: Target, body: string, done: (statusCode: number) => void): void {
  let statusCode = 0
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'facebookexternalua',
    'x-hub-signature-256': signatureOf(body, target.appSecret),
  }
  pool.dispatch(
    { method: 'POST', path, headers, body },
    {
      onRequestStart() {},
      onResponseStart(_controller, answered) {
        statusCode = answered
      },
      onResponseData() {},
      onResponseEnd() {
        done(statusCode)
      },
      onResponseError() {
        done(0)
      },
    },
  )
}
