/**
 * Every template that can be created can be sent: every format of header with every kind of button in every category
 * that Meta allows, and the kinds of template whose parts depend on each other, from the creation through our API to a
 * phone's screen, by each route that sends.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { demoClient } from '../../src/app/demo.ts'
import { type Answer, type Gateway, idsOf, startGateway } from '../support/gateway.ts'
import { buttonParts, headersOf, isTaken, type Kind, kindOf, specialKinds } from '../support/template-kinds.ts'

let gateway: Gateway
before(async () => {
  gateway = await startGateway()
  assert.equal((await gateway.control('PUT', '/_sandbox/review', { mode: 'instant' })).status, 200)
})
after(() => gateway?.[Symbol.asyncDispose]())

const templates = '/v1/bots/demo/templates'
const samples = () => `${gateway.sandboxUrl}/_sandbox/samples`
let count = 0
let creations = 0
/** A person for each send: no message waits for another. */
const somebody = () => `5939${String(87_000_000 + ++count)}`

function dataOf(answer: Answer, what: string): Record<string, unknown> {
  assert.equal(answer.status, 200, `${what}: ${JSON.stringify(answer.body)}`)
  return answer.body.data as Record<string, unknown>
}

/** Meta accepts a hundred creations an hour. */
async function created(kind: Kind, elementName: string): Promise<void> {
  if (++creations % 90 === 0)
    assert.equal((await gateway.control('POST', '/_sandbox/clock', { advanceMs: 3_600_000 })).status, 200)
  const data = dataOf(await gateway.call('POST', templates, { elementName, ...kind.request }), kind.name)
  assert.equal(data.status, 'APPROVED', kind.name)
}

function byId(elementName: string, { parameters = [], ...send }: Record<string, unknown>, userId: string) {
  const values = Object.fromEntries((parameters as string[]).map((value, index) => [String(index + 1), value]))
  return gateway.call('POST', '/v1/bots/demo/messages', {
    type: 'template',
    templateId: elementName,
    userId,
    parameters: values,
    ...send,
  })
}

/** A file of one row, whose columns are the values; the rest of the send is in the form. */
async function inCampaign(elementName: string, { parameters = [], ...send }: Record<string, unknown>, to: string) {
  const values = parameters as string[]
  const header = ['telefono', ...values.map((_, index) => `v${index + 1}`)].join(',')
  const form = new FormData()
  const fields = { campaignName: elementName, elementName, botId: 'demo', language: 'es', ...send }
  for (const [key, value] of Object.entries(fields))
    form.append(key, typeof value === 'string' ? value : JSON.stringify(value))
  form.append('file', new Blob([`${header}\n${[to, ...values].join(',')}\n`]), 'uno.csv')
  const authorization = `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}`
  const answer = await fetch(`${gateway.url}/v1/hsm/file`, { method: 'POST', headers: { authorization }, body: form })
  assert.equal(answer.status, 200, await answer.text())
}

/** Every expected member, whatever else there is. */
function includes(actual: unknown, expected: unknown, what: string): void {
  if (Array.isArray(expected)) {
    assert.equal((actual as unknown[] | undefined)?.length, expected.length, what)
    expected.forEach((item, index) => {
      includes((actual as unknown[])[index], item, `${what}.${index}`)
    })
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [key, value] of Object.entries(expected))
      includes((actual as Record<string, unknown> | undefined)?.[key], value, `${what}.${key}`)
  } else assert.deepEqual(actual, expected, what)
}

async function isShown(to: string, kind: Kind, door: string): Promise<void> {
  const [message] = await gateway.phoneUntil((messages) => messages.length > 0, to)
  includes(message?.rendered, kind.shown, `${kind.name} by ${door}`)
  const { media } = (message?.rendered ?? {}) as { media?: { link?: string; id?: string } }
  // A file for many recipients is sent by id.
  if (media) assert.ok(media.link ?? media.id, `${kind.name} by ${door} has no file`)
}

async function walk(kind: Kind, elementName: string, { withCampaign }: { withCampaign: boolean }): Promise<void> {
  const preview = await gateway.call('POST', `${templates}/${elementName}/preview`, { language: 'es', ...kind.send })
  const { text = '' } = kind.shown as { text?: string }
  assert.equal(dataOf(preview, `preview of ${kind.name}`).body, text, kind.name)
  const [a, b, c] = [somebody(), somebody(), somebody()]
  idsOf(await gateway.call('POST', '/v2/whatsapp/demo/hsm', { elementName, destinations: [a], ...kind.send }))
  idsOf(await byId(elementName, kind.send, b))
  if (withCampaign) await inCampaign(elementName, kind.send, c)
  await isShown(a, kind, 'hsm')
  await isShown(b, kind, 'id')
  if (withCampaign) await isShown(c, kind, 'campaign')
}

for (const category of ['MARKETING', 'UTILITY'])
  describe(`a ${category} template`, () => {
    for (const header of headersOf('').map(({ name }) => name))
      test(`with a header of ${header} and each button`, async () => {
        const part = headersOf(samples()).find(({ name }) => name === header)
        assert.ok(part)
        const taken = buttonParts.filter((button) => isTaken(category, part, button))
        const kinds = taken.map((button) => ({ button, kind: kindOf(category, part, button) }))
        for (const { kind } of kinds) await created(kind, nameOf(kind))
        // From here on Meta's form of it is filled.
        assert.equal(dataOf(await gateway.call('POST', `${templates}/sync`), 'sync').removed, 0)
        // Each header and each button is sent by a file once; the others by the two routes of single sends.
        for (const { button, kind } of kinds)
          await walk(kind, nameOf(kind), { withCampaign: header === 'none' || button.name === 'none' })
      })
  })

function nameOf({ name }: Kind): string {
  return name.toLowerCase().replace(/[^a-z]+/g, '_')
}

describe('a template whose parts depend on each other', () => {
  for (const { name } of specialKinds(''))
    test(name, async () => {
      const kind = specialKinds(samples()).find((one) => one.name === name)
      assert.ok(kind)
      await created(kind, nameOf(kind))
      assert.equal((await gateway.call('POST', `${templates}/sync`)).status, 200)
      await walk(kind, nameOf(kind), { withCampaign: true })
    })
})

test("Meta's own first template exists, for clients of the sandbox and for the demo bot", async () => {
  const to = somebody()
  const template = { name: 'hello_world', language: { code: 'en_US' } }
  const sent = await fetch(`${gateway.sandboxUrl}/v25.0/100000000000001/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
    body: JSON.stringify({ messaging_product: 'whatsapp', to, type: 'template', template }),
  })
  assert.equal(sent.status, 200, await sent.text())
  const body = { elementName: 'hello_world', language: 'en', destinations: [to], parameters: [] }
  idsOf(await gateway.call('POST', '/v2/whatsapp/demo/hsm', body))
  const shown = await gateway.phoneUntil((messages) => messages.length === 2, to)
  for (const { rendered } of shown) assert.equal(rendered.header, 'Hello World')
})
