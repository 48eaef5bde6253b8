/** A bot as a test's subject: it answers what people write by the handlers of the test, over HTTP on a free port. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { TestRecado } from '../../src/testing/testing.ts'

export type Heard = { userId: string; eventId: string; bubble: Record<string, unknown> }

export type TestedBot = AsyncDisposable & {
  url: string
  /** Sends as the bot; resolves to the answer's status. */
  sends(message: Record<string, unknown>, path?: string): Promise<number>
}

/** `answers`: what the bot sends back; nothing for undefined. The webhook is answered when it has sent. */
export async function startTestedBot(
  recado: TestRecado,
  answers: (heard: Heard) => Promise<Record<string, unknown> | undefined> | Record<string, unknown> | undefined,
): Promise<TestedBot> {
  const { baseUrl, clientId, clientSecret } = recado.client
  const authorization = `Basic ${btoa(`${clientId}:${clientSecret}`)}`
  const sends: TestedBot['sends'] = async (message, path = `/v1/bots/${recado.botId}/messages`) => {
    const headers = { authorization, 'content-type': 'application/json' }
    // A kept connection may be closed in the same moment, when the machine held this process up.
    const asked = request(baseUrl + path, { method: 'POST', headers, agent: false })
    const answered = once(asked, 'response')
    asked.end(JSON.stringify(message))
    const [answer] = (await answered) as [IncomingMessage]
    await answer.toArray()
    return answer.statusCode ?? 0
  }
  const server = createServer(async (request, response) => {
    const heard: Heard = JSON.parse(Buffer.concat(await request.toArray()).toString())
    const message = await answers(heard)
    const status = message === undefined ? 200 : await sends({ userId: heard.userId, ...message }).catch(() => 503)
    response.writeHead(status === 200 ? 200 : 503).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
  await recado.webhook(url)
  return {
    url,
    sends,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
