/**
 * The client's stream over several connections: it goes on behind the last id, whatever pieces the bytes come in, and
 * gives a connection up that falls silent.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PermissionError, Recado } from '../../sdk/client.ts'

type Piece = string | 'break' | 'silence'

const event = (n: number, text = 'x') => {
  const data = { id: `evt_${n}`, botId: 'demo', type: 'message', at: text, userId: null, messageId: null }
  return `id: ${n}.1\ndata: ${JSON.stringify(data)}\n\n`
}

/** A gateway whose answers are given, one for each connection; notes what was asked. */
function answering(answers: (readonly Piece[] | number)[]) {
  const asked: (string | null)[] = []
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    asked.push(new URL(String(input)).searchParams.get('after'))
    const answer = answers.shift() ?? []
    if (typeof answer === 'number') {
      return new Response('{"error":{"code":"R"}}', { status: answer, headers: { 'retry-after': '0' } })
    }
    return new Response(bodyOf(answer, init?.signal ?? undefined), { headers: { 'content-type': 'text/event-stream' } })
  }
  return { asked, recado: new Recado({ baseUrl: 'http://gateway.example', adminToken: 'x', fetch }) }
}

function bodyOf(pieces: readonly Piece[], signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
  const left = [...pieces]
  return new ReadableStream({
    async pull(controller) {
      const piece = left.shift()
      if (piece === undefined) return controller.close()
      if (piece === 'break') return controller.error(new TypeError('terminated'))
      if (piece !== 'silence') return controller.enqueue(new TextEncoder().encode(piece))
      await new Promise((resolve) => signal?.addEventListener('abort', resolve))
      controller.error(signal?.reason)
    },
  })
}

async function take(stream: AsyncIterable<{ kind: string; id: string }>, count: number): Promise<string[]> {
  const seen: string[] = []
  for await (const { kind, id } of stream) {
    seen.push(`${kind} ${id}`)
    if (seen.length === count) break
  }
  return seen
}

test('after an end, a break and a refusal it goes on behind the last id, also one without an event', async () => {
  const { asked, recado } = answering([
    [':\nid: 1.1\n\n', event(2)],
    [event(3), ':\nid: 7.1\n\n', 'break'],
    503,
    ['event: reset\ndata: {}\n\n', event(8)],
  ])
  const states: string[] = []
  const stream = recado.stream({ bot: ['a', 'b'] }, { onState: (state) => void states.push(state) })
  assert.deepEqual(await take(stream, 4), ['event 2.1', 'event 3.1', 'reset 7.1', 'event 8.1'])
  assert.deepEqual(asked, [null, '2.1', '7.1', '7.1'])
  assert.deepEqual(states, ['open', 'waiting', 'open', 'waiting', 'waiting', 'open'])
})

test('blocks may come in any pieces', async () => {
  const bytes = new TextEncoder().encode(event(1, 'señal 👋') + event(2).replaceAll('\n', '\r\n'))
  for (const size of [1, 2, 3, 7]) {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size))
        controller.close()
      },
    })
    const fetch = async () => new Response(body)
    const found: unknown[] = []
    for await (const one of new Recado({ baseUrl: 'http://x.example', adminToken: 'x', fetch }).stream()) {
      found.push(one.kind === 'event' && one.event.at)
      if (found.length === 2) break
    }
    assert.deepEqual(found, ['señal 👋', 'x'], `pieces of ${size}`)
  }
})

for (const { what, first, withinS } of [
  { what: 'falls silent', first: [event(1), 'silence'], withinS: 60 },
  { what: 'hangs before its first place', first: ['silence'], withinS: 15 },
] as const) {
  test(`a connection that ${what} is given up`, async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { asked, recado } = answering([first, [event(2)]])
    const stream = recado.stream()
    const isTold = first.length > 1
    if (isTold) assert.equal((await stream.next()).value?.id, '1.1')
    const next = stream.next()
    // Its silence, then the pause before the next connection.
    for (let second = 0; second < withinS && asked.length < 2; second++) {
      t.mock.timers.tick(1_000)
      await new Promise((resolve) => setImmediate(resolve))
    }
    assert.deepEqual(asked, [null, isTold ? '1.1' : null])
    assert.equal((await next).value?.id, '2.1')
    await stream.return()
  })
}

test('it ends by its signal without an error, and fails where a repetition does not help', async () => {
  const controller = new AbortController()
  const { recado } = answering([[event(1), 'silence'], 403])
  const seen: string[] = []
  for await (const { id } of recado.stream({}, { signal: controller.signal })) {
    seen.push(id)
    controller.abort()
  }
  assert.deepEqual(seen, ['1.1'])
  await assert.rejects(async () => {
    for await (const _ of recado.stream()) break
  }, PermissionError)
})
