/**
 * Loaded into a gateway's process before its own code (`NODE_OPTIONS=--import`): measures its one thread during a
 * flood, in CPU time of that thread alone, so that other processes on the machine change nothing. It listens on a port
 * of its own, which it writes to PROBE_FILE: `GET /` returns the figures since the last look and starts anew.
 * `openProbe` reads it.
 */
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isMainThread } from 'node:worker_threads'

/**
 * `stretchMs`: the longest time without a turn for other work, at most one tick too long. `healthMs`: the longest time
 * from the head of a request to `/healthz` to its answer. `answered`: requests, and `between`: for each request with
 * the header `x-probe`, the number of other answers between its head and its end.
 */
export type Figures = {
  stretchMs: number
  healthMs: number
  healths: number
  answered: number
  between: number[]
}

const tickMs = 5
const none = (): Figures => ({ stretchMs: 0, healthMs: 0, healths: 0, answered: 0, between: [] })
let figures = none()

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** Its worker threads load it as well. */
if (isMainThread) measure()

function measure(): void {
  let tickAt = cpuMs()
  setInterval(() => {
    const now = cpuMs()
    figures.stretchMs = Math.max(figures.stretchMs, now - tickAt)
    tickAt = now
  }, tickMs).unref()
  watchRequests()
  const server = createServer((_request, response) => {
    response.end(JSON.stringify(figures))
    figures = none()
  })
  const report = () => writeFileSync(process.env.PROBE_FILE ?? '', String((server.address() as AddressInfo).port))
  server.listen(0, '127.0.0.1', report).unref()
}

function watchRequests(): void {
  const begun = new WeakMap<object, { cpu: number; answered: number }>()
  let answered = 0
  subscribe('http.server.request.start', (message) => {
    begun.set((message as { response: object }).response, { cpu: cpuMs(), answered })
  })
  subscribe('http.server.response.finish', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    const at = begun.get(response)
    answered += 1
    figures.answered += 1
    if (at === undefined) return
    if (request.headers['x-probe'] !== undefined) figures.between.push(answered - at.answered - 1)
    if (request.url !== '/healthz') return
    figures.healths += 1
    figures.healthMs = Math.max(figures.healthMs, cpuMs() - at.cpu)
  })
}
