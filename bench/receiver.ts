/** A webhook receiver that only counts. `GET /` answers how many events of each kind came. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const counts: Record<string, number> = {}

const server = createServer((request, response) => {
  const kind = request.headers['x-recado-event']
  if (typeof kind === 'string') counts[kind] = (counts[kind] ?? 0) + 1
  request.resume()
  request.on('end', () => response.end(request.method === 'GET' ? JSON.stringify(counts) : ''))
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
