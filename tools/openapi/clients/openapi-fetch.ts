/** A client of openapi-typescript: the message's form is chosen by its type, errors are typed by status. */
import createClient from 'openapi-fetch'
import type { paths } from './schema.ts'

export async function send(baseUrl: string, authorization: string): Promise<string> {
  const client = createClient<paths>({ baseUrl, headers: { authorization } })
  const path = { botId: 'demo' }
  const { data, error } = await client.POST('/v1/bots/{botId}/messages', {
    params: { path, header: { 'Idempotency-Key': 'generated-1' } },
    body: { type: 'text', userId: '593987654321', text: 'Hola' },
  })
  if (data === undefined) throw new Error(JSON.stringify(error))
  const refused = await client.GET('/v1/bots/{botId}/messages/{messageId}', {
    params: { path: { ...path, messageId: 'msg_none' } },
  })
  if (refused.response.status !== 404 || refused.error === undefined) throw new Error('no message was found')
  const found = await client.GET('/v1/bots/{botId}/messages/{messageId}', {
    params: { path: { ...path, messageId: data.messageId } },
  })
  const state: 'text' | string | undefined = found.data?.type
  if (state !== 'text') throw new Error(`its type is ${state}`)
  return data.messageId
}
