/**
 * One signed post to a subscriber over keep-alive connections, thousands of times a second. Uses undici's dispatch,
 * because only the answer's status is needed, not its body.
 */
import { createSecretKey, type KeyObject } from 'node:crypto'
import { type Dispatcher, Pool } from 'undici'
import { signatureOf } from '../wire.ts'

export type Target = { url: string; appSecret: string }

export type Poster = {
  /** `done` receives the answer's status, or 0 without an answer. A body that may contain more than ASCII is `utf8`. */
  post(target: Target, body: string, done: (statusCode: number) => void, encoding?: 'latin1' | 'utf8'): void
  stop(): Promise<void>
}

type Endpoint = { pool: Pool; path: string }

export function createPoster(connections: number): Poster {
  const pools = new Map<string, Pool>()
  const endpoints = new Map<string, Endpoint>()
  const keys = new Map<string, KeyObject>()
  const open = (url: string): Endpoint => {
    const { origin, pathname, search } = new URL(url)
    const options = { connections, pipelining: 1, headersTimeout: 20_000, bodyTimeout: 20_000 }
    const pool = pools.get(origin) ?? new Pool(origin, options)
    pools.set(origin, pool)
    const endpoint = { pool, path: pathname + search }
    endpoints.set(url, endpoint)
    return endpoint
  }
  const createKey = (appSecret: string): KeyObject => {
    const key = createSecretKey(appSecret, 'utf8')
    keys.set(appSecret, key)
    return key
  }
  return {
    post(target, body, done, encoding) {
      const { pool, path } = endpoints.get(target.url) ?? open(target.url)
      const key = keys.get(target.appSecret) ?? createKey(target.appSecret)
      pool.dispatch(
        { method: 'POST', path, headers: headersOf(signatureOf(body, key, encoding)), body },
        statusReader(done),
      )
    },
    async stop() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
    },
  }
}

/** Alternating names and values, the form that undici accepts without traversing an object. */
function headersOf(signature: string): string[] {
  return ['content-type', 'application/json', 'user-agent', 'facebookexternalua', 'x-hub-signature-256', signature]
}

function statusReader(done: (statusCode: number) => void): Dispatcher.DispatchHandler {
  let statusCode = 0
  return {
    onRequestStart: ignore,
    onResponseStart(_controller, answered) {
      statusCode = answered
    },
    onResponseData: ignore,
    onResponseEnd() {
      done(statusCode)
    },
    onResponseError() {
      done(0)
    },
  }
}

function ignore(): void {}
