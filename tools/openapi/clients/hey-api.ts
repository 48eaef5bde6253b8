/** A client of hey-api: a function for each operation, named by its id. */
import { createClient } from './hey/client/index.ts'
import { getMessage, sendMessage, sendTemplate } from './hey/sdk.gen.ts'

export async function send(baseUrl: string, authorization: string): Promise<string> {
  const client = createClient({ baseUrl, headers: { authorization } })
  const path = { botId: 'demo' }
  const sent = await sendMessage({
    client,
    path,
    body: { type: 'location', userId: '593987654321', coordinates: { lat: -2.17, long: -79.92 } },
  })
  if (sent.data === undefined) throw new Error(JSON.stringify(sent.error))
  const many = await sendTemplate({
    client,
    path,
    body: { elementName: 'demo_text', destinations: ['593987654321'], parameters: ['Ana', 'A-1024'] },
  })
  if (many.data?.[0]?.destination !== '593987654321') throw new Error(JSON.stringify(many.error))
  const found = await getMessage({ client, path: { ...path, messageId: sent.data.messageId } })
  if (found.data?.type !== 'location') throw new Error(`its type is ${found.data?.type}`)
  return sent.data.messageId
}
