/** `recado/testing`: what a person does on her phone, what she gets, what the bot's webhook is told, and trouble. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { startRecado, type TestRecado } from '../../src/testing/testing.ts'
import { type Heard, startTestedBot, type TestedBot } from '../support/tested-bot.ts'

/** Bounds the wait for what does come, however busy the machine. */
const within = 60_000
const ana = '593987654321'

let recado: TestRecado
let bot: TestedBot

before(async () => {
  recado = await startRecado({ within })
  bot = await startTestedBot(recado, answerOf)
})
after(async () => {
  await bot?.[Symbol.asyncDispose]()
  await recado?.stop()
})
beforeEach(() => recado.reset())

function answerOf({ bubble }: Heard): Record<string, unknown> | undefined {
  const { type, text } = bubble
  if (type !== 'text') return { type: 'text', text: `${type}: ${JSON.stringify(bubble)}` }
  if (text === 'silence') return undefined
  if (text === 'buttons')
    return { type: 'quick_reply', text: '¿Bien?', quick_replies: [{ title: 'Sí' }, { title: 'No', payload: 'no-1' }] }
  if (text === 'list')
    return {
      type: 'text',
      text: 'Elige',
      options: [
        { title: 'Uno', id: 'row-1' },
        { title: 'Dos', id: 'row-2' },
      ],
    }
  return { type: 'text', text: `You wrote: ${text}` }
}

test('a person writes, and the answer is on her phone', async () => {
  const phone = recado.phone()
  const wamid = await phone.says('hola')
  const answer = await phone.receives({ text: /^You wrote/ })
  assert.deepEqual([answer.type, answer.text, answer.direction], ['text', 'You wrote: hola', 'out'])
  const [own, shown, ...more] = await phone.messages()
  assert.deepEqual([own?.wamid, own?.text, shown?.wamid, more.length], [wamid, 'hola', answer.wamid, 0])
})

test('each message is received once, in whatever order it is asked for', async () => {
  const phone = recado.phone()
  for (const text of ['one', 'two', 'one']) await phone.says(text)
  const two = await phone.receives({ text: 'You wrote: two' })
  const ones = [await phone.receives({ text: /one$/ }), await phone.receives({ text: /one$/ })]
  assert.equal(new Set([two, ...ones].map(({ wamid }) => wamid)).size, 3)
})

test('media, a place and contacts are said, and the bot hears their kinds', async () => {
  const phone = recado.phone()
  await phone.says({ image: { caption: 'Mi casa' } })
  await phone.receives({ text: /^image: .*Mi casa/ })
  await phone.says({ location: { latitude: -2.17, longitude: -79.92, name: 'Malecón' } })
  await phone.receives({ text: /^location: / })
  await phone.says({ contacts: [{ name: { formatted_name: 'Luis' }, phones: [{ phone: '+593987654322' }] }] })
  await phone.receives({ text: /^contacts: .*Luis/ })
  await assert.rejects(phone.says({ type: 'image', base64: '!' }), /was refused with 400/)
  await assert.rejects(phone.says({ image: {}, video: {} }), /one thing is said at a time, not image and video/)
})

test('a reply button is tapped by its title or id, and a row of a list', async () => {
  const phone = recado.phone()
  await phone.says('buttons')
  const asked = await phone.receives({ buttons: ['Sí', 'No'] })
  assert.equal(asked.text, '¿Bien?')
  await phone.taps('No')
  await phone.receives({ text: /^quick_reply: .*"payload":"no-1"/ })
  await phone.says('list')
  // It waits for the list to come.
  await phone.taps('Dos')
  await phone.receives({ text: /^option: .*row-2/ })
  await assert.rejects(
    phone.taps('Tres', undefined, { within: 1 }),
    /nothing to tap with "Tres" came within 1 ms[\s\S]*Elige/,
  )
})

test("a template's quick reply is tapped, though nothing was written before", async () => {
  const hsm = { destinations: ['593987654399'], elementName: 'demo_quick_reply', parameters: ['a', 'b'] }
  assert.equal(await bot.sends(hsm, `/v2/whatsapp/${recado.botId}/hsm`), 200)
  const phone = recado.phone('593987654399')
  const asked = await phone.receives({ template: 'demo_quick_reply' })
  await phone.taps(asked.buttons[1] ?? '')
  const { reply } = await recado.events.next({ event: 'reply' })
  assert.equal((reply as { bubble: { text: string } }).bubble.text, asked.buttons[1])
})

test('nothing is read until the person reads; a reaction names its message', async () => {
  const phone = recado.phone()
  await phone.says('hola')
  const answer = await phone.receives()
  await recado.events.next({ event: 'delivered_user' })
  await phone.receivesNothing()
  assert.ok(!recado.events.all().some(({ event }) => event === 'read'))
  await phone.reads()
  await recado.events.next({ event: 'read' })
  await phone.reads()
  await phone.reactsTo(answer, '👍')
  await phone.receives({ text: /^reaction: .*👍/ })
  const statuses = (await phone.messages()).filter(({ direction }) => direction === 'out').map(({ status }) => status)
  assert.equal(statuses[0], 'read')
})

test('who waits in vain is told what came instead', async () => {
  const phone = recado.phone()
  await phone.says('hola')
  await phone.receives()
  await assert.rejects(phone.receives({ text: /adiós/, type: 'text' }, { within: 1 }), (error: Error) => {
    assert.match(
      error.message,
      /593987654321 received no message that fits \{ text: \/adiós\/, type: "text" \} within 1 ms/,
    )
    assert.match(error.message, /text \{"text":"You wrote: hola".*\(taken before\)/)
    return true
  })
  await assert.rejects(
    recado.events.next({ event: 'campaign' }, { within: 1 }),
    /no event that fits .* What came:[\s\S]*message /,
  )
  await assert.rejects(recado.phone('593987654388').receives({}, { within: 1 }), /Nothing came\./)
})

test('that nothing comes is known when nothing is on its way any more', async () => {
  const phone = recado.phone()
  await phone.says('silence')
  await phone.receivesNothing()
  await phone.says('hola')
  await assert.rejects(phone.receivesNothing({ text: /hola/ }), /593987654321 received text .*You wrote: hola/)
  await recado.fault({ status: 503 })
  await phone.says('later')
  await recado.events.next({ event: 'message', bubble: { text: 'later' } })
  await assert.rejects(
    phone.receivesNothing({}, { within: 50 }),
    /still on its way after 50 ms: .*(queued|sending|deliveries)/,
  )
})

test('trouble at WhatsApp delays a message, and heals; a fault tells the bot of a failure', async () => {
  const phone = recado.phone()
  const id = await recado.fault({ status: 503 })
  await phone.says('hola')
  await recado.events.next({ event: 'message' })
  assert.match(id, /^fault-/)
  await recado.heal()
  await phone.receives({ text: /hola/ })
  await recado.fault({ failsLater: 131026, times: 1 })
  await phone.says('otra')
  const failed = await recado.events.next({ event: 'failed' })
  assert.match(JSON.stringify(failed), /131026/)
  await assert.rejects(recado.fault({} as { status: number }), /a fault is status, error/)
})

test('time is moved for both: a day later the window is closed', async () => {
  const phone = recado.phone()
  const before = recado.clock.now()
  await phone.says('hola')
  await phone.receives()
  await recado.clock.advance(25 * 3_600_000)
  assert.ok(recado.clock.now() - before >= 25 * 3_600_000)
  const late = await bot.sends({ type: 'text', userId: ana, text: 'tarde' })
  assert.equal(late, 400)
  await phone.says('aquí')
  await phone.receives({ text: /aquí/ })
})
