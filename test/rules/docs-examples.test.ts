/** Every curl of the pages that is meant for this machine, run as it stands against a gateway and its sandbox: none is refused. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { blocksOf, type Curl, parseCurl, readPages } from '../support/documents.ts'
import { adminToken, type Gateway, startGateway } from '../support/gateway.ts'

const gatewayUrl = 'http://127.0.0.1:3000'
const sandboxUrl = 'http://127.0.0.1:3001'

let gateway: Gateway
let variables: Record<string, string>

before(async () => {
  gateway = await startGateway()
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: 'http://127.0.0.1:9/' })
  const { body } = await gateway.manage('GET', '/manage/v1/bots/demo/endpoints')
  const sent = await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId: '593987654399', text: 'x' })
  variables = {
    RECADO_ADMIN_TOKEN: adminToken,
    ENDPOINT_ID: (body.results as { id: string }[])[0]?.id ?? '',
    MESSAGE_ID: String(sent.body.messageId),
  }
})

after(() => gateway?.[Symbol.asyncDispose]())

for (const { path, text } of readPages()) {
  const commands = blocksOf(text)
    .filter(({ language, text: command }) => language === 'sh' && command.startsWith('curl'))
    .map((block) => block.text.trim())
    .filter((command) => command.includes(gatewayUrl) || command.includes(sandboxUrl))
  if (commands.length === 0) continue
  describe(path, () => {
    for (const command of commands) {
      test(command.split(' \\\n')[0] ?? '', async () => {
        const answer = await run(parseCurl(command, variables))
        assert.ok(answer.status >= 200 && answer.status < 300, `${answer.status} ${answer.text}\n${command}`)
      })
    }
  })
}

async function run({ method, url, headers, body }: Curl): Promise<{ status: number; text: string }> {
  const target = url.replace(gatewayUrl, gateway.url).replace(sandboxUrl, gateway.sandboxUrl)
  // A subscription names the gateway's address in its body.
  const answer = await fetch(target, { method, headers, body: body?.replace(gatewayUrl, gateway.url) })
  return { status: answer.status, text: await answer.text() }
}
