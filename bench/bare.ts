/**
 * The two exchanges of which a message consists, with nothing stored and nothing signed: `POST /echo` is Fastify's side
 * of one that comes in, `POST /out` with `{url, count}` makes that many with undici and reads their JSON. Prints its
 * address.
 */
import fastify from 'fastify'
import { Pool } from 'undici'
import { dispatch } from './dispatch.ts'

const atOnce = 64
const body = JSON.stringify({ type: 'text', userId: '593987654321', text: 'Tu pedido va en camino.' })

const app = fastify()
app.post('/echo', (request, reply) => reply.send(request.body))
app.post<{ Body: { url: string; count: number } }>('/out', async ({ body: { url, count } }) => {
  const pool = new Pool(url, { connections: atOnce, pipelining: 1 })
  let asked = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (asked++ < count) JSON.parse(await dispatch(pool, '/bare', {}, body))
    }),
  )
  await pool.close()
  return {}
})
process.stdout.write(`ready at ${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
