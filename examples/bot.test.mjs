/**
 * A bot's test for CI, against a running gateway, sandbox and bot: a person writes, and the answer is on her phone.
 * RECADO_URL=… RECADO_SANDBOX_URL=… node --test examples/bot.test.mjs
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'

const { RECADO_SANDBOX_URL = 'http://127.0.0.1:3001' } = process.env
const ana = '593987654321'

const control = async (method, path, body) => {
  const headers = body && { 'content-type': 'application/json' }
  const answer = await fetch(RECADO_SANDBOX_URL + path, { method, headers, body: body && JSON.stringify(body) })
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`)
  return answer.json()
}

/** Polls until it appears; the test's timeout is the limit. */
async function shown(to, isWanted) {
  for (;;) {
    const messages = await control('GET', `/_sandbox/messages?to=${to}&limit=50`)
    const found = messages.find(({ direction, body }) => direction === 'out' && isWanted(JSON.parse(body)))
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('the bot says back what was written', { timeout: 60_000 }, async () => {
  const word = `word-${Date.now()}`
  await control('POST', '/_sandbox/inbound', { from: ana, type: 'text', text: word })
  await shown(ana, ({ text }) => text?.body === `You wrote: ${word}`)
})
