/**
 * Every curl of the pages that is meant for this machine, run unchanged against a gateway and its sandbox: none is
 * refused.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { blocksOf, type Curl, parseCurl, readDocument, readPages } from '../support/documents.ts'
import { adminToken, eventually, type Gateway, startGateway } from '../support/gateway.ts'

const gatewayUrl = 'http://127.0.0.1:3000'
const sandboxUrl = 'http://127.0.0.1:3001'

let gateway: Gateway
let variables: Record<string, string>
/** Of the pages' messages that are quoted. */
const quotedId = 'msg_01k0j3v4e5f6g7h8j9kamnbpcq'
let quotableId: string
let mediaUrl: string

before(async () => {
  gateway = await startGateway()
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: 'http://127.0.0.1:9/' })
  const { body } = await gateway.manage('GET', '/manage/v1/bots/demo/endpoints')
  const sent = await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId: '593987654399', text: 'x' })
  quotableId = String(sent.body.messageId)
  const wamid = await gateway.simulateInbound({ type: 'text', text: 'x' }, '593987654399')
  const stored = () => gateway.rows('select id from inbound where wamid = ?', wamid)[0]
  const received = await eventually(stored, 'the message is stored')
  const pictured = await gateway.simulateInbound({ type: 'image' }, '593987654399')
  const picture = () => gateway.rows('select bubble from inbound where wamid = ?', pictured)[0]
  const { bubble } = await eventually(picture, 'the picture is stored')
  mediaUrl = String(JSON.parse(String(bubble)).mediaUrl)
  variables = {
    RECEIVED_ID: String(received.id),
    RECADO_ADMIN_TOKEN: adminToken,
    ENDPOINT_ID: (body.results as { id: string }[])[0]?.id ?? '',
    MESSAGE_ID: quotableId,
    CAMPAIGN_ID: await scheduledCampaign(),
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

/** A campaign that waits long enough for all commands of the page. */
async function scheduledCampaign(): Promise<string> {
  const form = formOf([
    ['campaignName', 'Mayo'],
    ['elementName', 'demo_text'],
    ['botId', 'demo'],
    ['scheduledAt', new Date(Date.now() + 86_400_000).toISOString()],
    ['file', '@docs/clientes.csv'],
  ])
  const headers = { authorization: `Basic ${btoa('demo:recado-demo')}` }
  const answer = await fetch(`${gateway.url}/v1/hsm/file`, { method: 'POST', headers, body: form })
  return ((await answer.json()) as { campaignId: string }).campaignId
}

function formOf(fields: Curl['form']): FormData {
  const form = new FormData()
  for (const [name, value] of fields) {
    if (!value.startsWith('@')) form.append(name, value)
    else form.append(name, new Blob([readDocument(value.slice(1))]), value.slice(1))
  }
  return form
}

/** As the page's reader would write it: the gateway's address, a message that is there, a time that is ahead. */
function named(body: string | undefined): string | undefined {
  const later = `"sendAt":"${new Date(Date.now() + 3_600_000).toISOString()}"`
  return body
    ?.replace(gatewayUrl, gateway.url)
    .replace(quotedId, quotableId)
    .replace(/https:\/\/recado\.example\.com\/media\/[^"]+/, mediaUrl)
    .replace(/"sendAt":"[^"]+"/, later)
}

async function run({ method, url, headers, body, form }: Curl): Promise<{ status: number; text: string }> {
  const target = url.replace(gatewayUrl, gateway.url).replace(sandboxUrl, gateway.sandboxUrl)
  const answer = await fetch(target, {
    method,
    headers,
    body: form.length > 0 ? formOf(form) : named(body),
  })
  // A stream has no end: its head says whether it was refused.
  const isEndless = answer.headers.get('content-type')?.startsWith('text/event-stream')
  if (isEndless) await answer.body?.cancel()
  return { status: answer.status, text: isEndless ? '' : await answer.text() }
}
