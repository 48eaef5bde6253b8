/** The sandbox's lists wait for their first item, and refuse what makes no sense. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { eventually } from '../support/gateway.ts'
import { type OpenSandbox, openSandbox, person } from '../support/sandbox.ts'

const longMs = 60_000
let open: OpenSandbox

before(async () => {
  open = await openSandbox()
})
after(() => open?.[Symbol.asyncDispose]())
beforeEach(() => open.control('POST', 'reset', {}))

const list = (name: string, query: string) => open.control('GET', `${name}?${query}`)
/** Listeners of the history: one for each wait. */
const isWaited = async (query: string) => {
  const { world } = open.sandbox
  const { onChange } = world.history
  const begun = Promise.withResolvers<void>()
  world.history.onChange = (listener) => {
    begun.resolve()
    return onChange(listener)
  }
  const answer = list('messages', query)
  await begun.promise
  world.history.onChange = onChange
  return answer
}

describe('a wait', () => {
  test('is answered by what is there already', async () => {
    await open.send({ text: { body: 'Hola' } })
    const { body } = await list('messages', `to=${person}&text=Hol&wait=${longMs}`)
    assert.deepEqual(
      body.map(({ rendered }: { rendered: { text: string } }) => rendered.text),
      ['Hola'],
    )
  })

  test('is answered by the message that fits, and not by others', async () => {
    const answer = isWaited(`to=${person}&direction=out&text=two&wait=${longMs}`)
    await open.control('POST', 'inbound', { from: person, type: 'text', text: 'two' })
    await open.send({ text: { body: 'one' } })
    await open.send({ to: '+593987654399', text: { body: 'two' } })
    await open.send({ text: { body: 'number two' } })
    const { body } = await answer
    assert.deepEqual(
      body.map(({ rendered }: { rendered: { text: string } }) => rendered.text),
      ['number two'],
    )
  })

  test('is answered by a change of state, and by what came since', async () => {
    const wamid = await open.send()
    const [{ seq }] = (await list('messages', `to=${person}`)).body
    const { body } = await list('messages', `to=${person}&status=read&since=${seq - 1}&wait=${longMs}`)
    assert.deepEqual(
      body.map((one: { wamid: string }) => one.wamid),
      [wamid],
    )
    const next = isWaited(`to=${person}&since=${seq}&wait=${longMs}`)
    await open.send({ type: 'image', image: { link: 'https://example.com/a.png' } })
    assert.equal(JSON.parse((await next).body[0].body).type, 'image')
    assert.equal((await list('messages', `type=image&from=593990000001`)).body.length, 1)
    assert.equal((await list('messages', `type=image&from=${person}`)).body.length, 0)
  })

  test('without anything that fits, the list is empty when the time is over', async () => {
    assert.deepEqual((await list('messages', 'text=never&wait=1')).body, [])
    assert.deepEqual((await list('webhooks', 'text=never&wait=1')).body, [])
  })

  test('ends with its connection, and frees what it held', async () => {
    const listeners = new Set<unknown>()
    const { history } = open.sandbox.world
    const { onChange } = history
    history.onChange = (listener) => {
      listeners.add(listener)
      const stop = onChange(listener)
      return () => {
        listeners.delete(listener)
        stop()
      }
    }
    try {
      const closing = new AbortController()
      const url = `${open.sandbox.url}/_sandbox/messages?text=never&wait=${longMs}`
      const many = Array.from({ length: 50 }, () => fetch(url, { signal: closing.signal }).catch(() => 'closed'))
      await eventually(() => listeners.size === many.length, 'all wait')
      closing.abort()
      assert.deepEqual(new Set(await Promise.all(many)), new Set(['closed']))
      await eventually(() => listeners.size === 0, 'none waits')
    } finally {
      history.onChange = onChange
    }
  })

  test('of webhooks: for a word in a body, and for the answer of the receiver', async () => {
    const wamid = await open.send()
    const { body } = await list('webhooks', `text=${encodeURIComponent(wamid)}&status=200&wait=${longMs}`)
    assert.equal(body[0].state, 'delivered')
    const asked = list('requests', `method=GET&path=message_templates&wait=${longMs}`)
    await open.graph('GET', '200000000000001/message_templates?limit=1')
    assert.equal((await asked).body[0].statusCode, 200)
  })
})

describe('what makes no sense is 400 with a sentence', () => {
  const wrong: [list: string, query: string, sentence: RegExp][] = [
    ['messages', 'limit=-1', /limit must be a whole number from 1 to 10000/],
    ['messages', 'limit=0', /limit must be/],
    ['messages', 'limit=many', /limit must be/],
    ['messages', 'limit=10001', /limit must be/],
    ['messages', 'since=-1', /since must be a whole number of 0 or more/],
    ['messages', 'before=x', /before must be/],
    ['messages', 'wait=60001', /wait must be a whole number from 0 to 60000/],
    ['messages', 'wait=1.5', /wait must be/],
    ['messages', 'direction=up', /direction must be in or out/],
    ['messages', 'status=red', /status must be one of accepted, sent/],
    ['messages', 'form=593', /form is not known here: give to, from, /],
    ['messages', 'to=1&to=2', /to must be given once/],
    ['webhooks', 'limit=-1', /limit must be/],
    ['webhooks', 'status=good', /status must be a whole number from 0 to 599/],
    ['requests', 'verb=GET', /verb is not known here: give path, method/],
  ]
  for (const [name, query, sentence] of wrong)
    test(`${name}?${query}`, async () => {
      const { status, body } = await list(name, query)
      assert.deepEqual([status, body.ok], [400, false])
      assert.match(body.error, sentence)
    })
})
