/**
 * A mixed body of many people, from the sandbox through its queue to a gateway: signed, accepted, and each message
 * reported as its writer's.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, startGateway } from '../support/gateway.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.call('POST', '/v1/bots/demo/webhook/', { webhookUrl: `${receiver.url}/bot` })
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const people = ['593987650011', '593987650012', '593987650013'] as const
const [bea, caro, dan] = people
type Post = { id: number; state: string; statusCode: number; body: string }

async function posted(id: unknown): Promise<Post> {
  return eventually(async () => {
    const { body } = await gateway.control('GET', `/_sandbox/webhooks?since=${Number(id) - 1}&limit=1`)
    const [post] = body as unknown as Post[]
    return post?.state === 'waiting' ? undefined : post
  }, 'the body was posted')
}

const receivedWords = (words: string) => (all: Received[]) =>
  all.find(({ path, raw }) => path === '/bot' && raw.includes(words)) !== undefined

test("messages, statuses and facts of three people in one body arrive signed, each reported as its writer's", async () => {
  for (const [index, from] of people.entries())
    await gateway.control('POST', '/_sandbox/inbound', {
      from,
      userId: `EC.B${index}`,
      type: 'text',
      text: `Soy ${from}`,
    })
  await receiver.until((all) => people.every((from) => receivedWords(`Soy ${from}`)(all)))
  const items = [
    ...people.map((from) => ({ from, type: 'text', text: `Uno de ${from}` })),
    { type: 'status', from: bea, messageId: 'wamid.x', status: 'delivered' },
    { type: 'status', from: caro, messageId: 'wamid.y', status: 'failed', code: 131026 },
    { type: 'payment', from: dan, messageId: 'wamid.z', status: 'captured' },
    { type: 'error', code: 130429 },
    { type: 'echo', to: bea, text: 'Desde la app' },
    { type: 'history', threads: [caro, dan].map((from) => ({ from, messages: [{ text: 'Antes' }] })) },
    { type: 'contact_sync', from: dan },
    { type: 'preference', from: caro, value: 'stop' },
    { type: 'call', from: dan },
    { type: 'other', field: 'field_of_tomorrow', list: 'things', item: { id: '1' } },
    ...people.map((from) => ({ from, type: 'text', text: `Dos de ${from}` })),
  ]
  const answer = await gateway.control('POST', '/_sandbox/webhooks', { items })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  const { state, statusCode } = await posted(answer.body.id)
  assert.deepEqual([state, statusCode], ['delivered', 200], 'the signature is right, and all of it was taken')
  const expected = people.flatMap((from) => [`Uno de ${from}`, `Dos de ${from}`])
  const received = await receiver.until((all) => expected.every((words) => receivedWords(words)(all)))
  for (const from of people)
    for (const words of [`Uno de ${from}`, `Dos de ${from}`]) {
      const reported = received.filter(({ path, raw }) => path === '/bot' && raw.includes(words))
      assert.deepEqual(
        reported.map((one) => one.body.userId),
        [from],
        words,
      )
    }
})

test("a body that is signed for another app is refused, and stays in the sandbox's log", async () => {
  await gateway.control('PUT', '/_sandbox/numbers/100000000000001', { appSecret: 'of-another-app' })
  await gateway.control('PUT', '/_sandbox/subscription', {
    url: `${gateway.url}/meta/webhook`,
    phoneNumberId: '100000000000001',
    appSecret: 'of-another-app',
  })
  const answer = await gateway.control('POST', '/_sandbox/webhooks', { items: [{ type: 'error' }] })
  assert.deepEqual([(await posted(answer.body.id)).statusCode], [401])
})
