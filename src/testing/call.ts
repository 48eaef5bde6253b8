/**
 * Calls of gateway and sandbox by HTTP, as JSON. A refusal is an error with the sentence of the answer. Each call has a
 * connection of its own: a kept one may be closed by the server, in the same moment, when the process was held up.
 */
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'

export type Call = (method: string, path: string, body?: unknown) => Promise<unknown>

export function callerOf(url: string, headers: Record<string, string> = {}): Call {
  return async (method, path, body) => {
    const sent = body === undefined ? undefined : JSON.stringify(body)
    const type = sent === undefined ? {} : { 'content-type': 'application/json' }
    const asked = request(url + path, { method, headers: { ...headers, ...type }, agent: false })
    const answered = once(asked, 'response')
    asked.end(sent)
    const [answer] = (await answered) as [IncomingMessage]
    const text = Buffer.concat(await answer.toArray()).toString()
    const { statusCode = 0 } = answer
    if (statusCode < 200 || statusCode > 299)
      throw new Error(`${method} ${path} was refused with ${statusCode}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
}
