/** The page of all components has all of them, and every kind of message that the sandbox knows. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { contents, states } from '../../console/src/pages/story/contents.ts'
import type { Content } from '../../drawing/content.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { everyMessage } from '../browser/messages.ts'
import { readDocument, rootPath } from '../support/documents.ts'

const sourcesOf = (pattern: string) =>
  globSync(pattern, { cwd: rootPath }).map((path) => readFileSync(rootPath + path, 'utf8'))
const namesIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name)
const drawnIn = (text: string) => namesIn(text, /<([A-Z]\w+)/g)

test('every component of the kit is on the page, by itself or within another', () => {
  const kit = sourcesOf('console/src/kit/*.tsx').map((text) => ({
    made: namesIn(text, /^export function ([A-Z]\w+)/gm),
    drawn: drawnIn(text),
  }))
  const all = kit.flatMap(({ made }) => made)
  assert.ok(all.length > 40, all.join())
  const shown = new Set(sourcesOf('console/src/pages/story/*.tsx').flatMap(drawnIn))
  for (const name of shown)
    for (const inner of kit.find(({ made }) => made.includes(name))?.drawn ?? []) shown.add(inner)
  assert.deepEqual(
    all.filter((name) => !shown.has(name)),
    [],
  )
})

test('every state of a message that has ticks of its own', () => {
  const drawn = namesIn(readDocument('drawing/parts.tsx').split('const ticks')[1] ?? '', /^ {2}(\w+): '/gm)
  // Drawn as another one is.
  const alike = ['played', 'received']
  assert.deepEqual(
    drawn.filter((state) => !alike.includes(state)),
    [...states],
  )
})

describe('every kind of message', () => {
  let sandbox: Sandbox
  before(async () => {
    const port = { host: '127.0.0.1', port: 0 }
    sandbox = await startSandbox({ ...port, seed: 7, demoPerson: true, logLevel: 'silent', rules: { pairRate: false } })
  })
  after(() => sandbox?.stop())

  const post = async (path: string, body: object) => {
    const headers = { authorization: 'Bearer token', 'content-type': 'application/json' }
    const answer = await fetch(sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    const said = (await answer.json()) as { wamid?: string; messages?: { id: string }[] }
    assert.equal(answer.status, 200, JSON.stringify([body, said]))
    return said.wamid ?? said.messages?.[0]?.id ?? ''
  }

  test('that a business sends or a person writes has its like there', async () => {
    const person = '593987654321'
    const write = (act: object) => post('/_sandbox/inbound', { from: person, ...act })
    const send = (message: object) =>
      post('/v25.0/100000000000001/messages', { messaging_product: 'whatsapp', to: `+${person}`, ...message })
    const written = await write({ type: 'text', text: 'Hola' })
    await write({ type: 'unsupported' })
    await write({ type: 'order', items: [{ id: 'taza-1', quantity: 2, price: 12.5, currency: 'USD' }] })
    const first = await send({ type: 'text', text: { body: 'Hola, Ana' } })
    for (const { message } of everyMessage(`${sandbox.url}/_sandbox/samples`, first, Date.now() + 90_000_000))
      await send(message)
    const answer = await fetch(`${sandbox.url}/_sandbox/messages?to=${person}&limit=1000`)
    const entries = (await answer.json()) as { rendered: Content }[]
    assert.ok(written && entries.length > 30, String(entries.length))
    const there = new Set(contents.flatMap(traitsOf))
    const missing = entries.flatMap(({ rendered }) => traitsOf(rendered)).filter((trait) => !there.has(trait))
    assert.deepEqual([...new Set(missing)], [])
  })
})

/** Each shows something of its own; a reaction is drawn on another message. */
function traitsOf({ kind, media, buttons = [], cards = [], reaction, ...parts }: Content): string[] {
  if (reaction !== undefined) return []
  const named = ['list', 'offer', 'location', 'contacts', 'products', 'items', 'order', 'response', 'header', 'footer']
  return [
    ...(kind === undefined ? [] : [`kind ${kind}`]),
    ...(media === undefined ? [] : [`media ${media.kind}${media.isVoice ? ', a voice' : ''}`]),
    ...buttons.map((button) => `button ${button.kind}${button.isAutofill ? ', autofill' : ''}`),
    ...named.filter((name) => parts[name as keyof typeof parts] !== undefined).map((name) => `part ${name}`),
    ...cards.flatMap(traitsOf).map((trait) => `card: ${trait}`),
  ]
}
