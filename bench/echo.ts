/** A bare Fastify that echoes request bodies: the baseline for accepting messages. Prints its address. */
import fastify from 'fastify'

const app = fastify()
app.post('/echo', (request, reply) => reply.send(request.body))
process.stdout.write(`ready at ${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
