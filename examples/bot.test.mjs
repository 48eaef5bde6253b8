/**
 * A bot's tests for CI: they start a gateway and a WhatsApp of their own, and the bot. `recado` is a package of
 * development: npm install --save-dev recado, then node --test bot.test.mjs
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startRecado } from 'recado/testing'

let recado
let bot

before(async () => {
  recado = await startRecado({ within: 60_000 })
  const env = { ...process.env, ...recado.env, PORT: '0' }
  bot = spawn(process.execPath, [fileURLToPath(new URL('echo-bot.mjs', import.meta.url))], { env })
  // It has set its webhook when it says that it listens.
  await once(bot.stdout, 'data')
  await recado.keepSettings()
})
after(async () => {
  bot?.kill()
  await recado?.stop()
})
beforeEach(() => recado.reset())

test('it says back what was written', async () => {
  await recado.phone().says('hola')
  await recado.phone().receives({ text: 'You wrote: hola' })
})
test('a picture is named by its kind', async () => {
  await recado.phone().says({ image: {} })
  await recado.phone().receives({ text: 'You wrote: image' })
})
test('a webhook that comes twice is answered once', async () => {
  await recado.fault({ kind: 'duplicate', match: { operation: 'webhooks', field: 'messages' } })
  await recado.phone().says('hola')
  await recado.phone().receives({ text: /hola/ })
  await recado.phone().receivesNothing()
})
test('trouble at WhatsApp delays the answer, and loses nothing', async () => {
  await recado.fault({ status: 503, times: 2 })
  await recado.phone().says('hola')
  await recado.phone().receives({ text: /hola/ })
})
test('the answer is delivered, and read when the person reads', async () => {
  await recado.phone().says('hola')
  await recado.events.next({ event: 'delivered_user' })
  await recado.phone().reads()
  const read = await recado.events.next({ event: 'read' })
  assert.equal(read.userId, recado.phone().user)
})
