/**
 * The sandbox's control API: its own document, people's actions, people and numbers, time, and export and import of the
 * state.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { controlDocs } from '../../sandbox/control/docs.ts'
import { inboundTypes } from '../../sandbox/inbound/kinds.ts'
import { changesOf, type Item, numberId, openSandbox, person, wabaId } from '../support/sandbox.ts'
import { readSources } from '../support/sources.ts'

const dayMs = 86_400_000

describe('the document', () => {
  const sources = readSources().filter(({ path }) => path.startsWith('sandbox/control/'))
  const registered = sources.flatMap(({ code }) =>
    [...code.matchAll(/\bapp\.(get|post|put|delete)(?:<[^(]*>)?\(\s*'(\/[^']*)'/g)].map(
      ([, method = '', path = '']) => `${method.toUpperCase()} ${path}`,
    ),
  )

  test('has a row for each route, and no others', () => {
    assert.ok(registered.length > 30, String(registered.length))
    assert.deepEqual(Object.keys(controlDocs).sort(), registered.sort())
  })

  test('is OpenAPI 3.1 with each route, its path parameters and its body', async () => {
    await using open = await openSandbox()
    const { body: document } = await open.control('GET', 'openapi.json')
    assert.match(document.openapi, /^3\.1/)
    const reported = Object.entries(document.paths as Record<string, Record<string, { summary: string }>>).flatMap(
      ([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const expected = Object.keys(controlDocs).map((key) => key.replace(' ', ' /_sandbox').replace(/:(\w+)/g, '{$1}'))
    assert.deepEqual(reported.sort(), expected.sort())
    const ids = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>).flatMap(
      (methods) => Object.values(methods).map(({ operationId }) => operationId),
    )
    assert.equal(new Set(ids).size, ids.length)
    for (const id of ids) assert.match(id, /^[a-z][a-zA-Z]+$/)
    const { parameters } = document.paths['/_sandbox/faults/{id}'].delete
    assert.deepEqual(parameters, [
      { name: 'id', in: 'path', required: true, description: 'an id, as lists show it', schema: { type: 'string' } },
    ])
    const { schema } = document.paths['/_sandbox/inbound'].post.requestBody.content['application/json']
    assert.deepEqual(schema.properties.type.enum, inboundTypes)
    const page = await open.control('GET', 'docs')
    for (const path of Object.keys(document.paths)) assert.ok(page.text.includes(path), path)
  })

  test('checks bodies: a wrong member is reported, nothing is changed', async () => {
    await using open = await openSandbox()
    for (const body of [{ onWhatsApp: 'no' }, { onWatsApp: false }, [], '{'] as unknown[]) {
      const answer = await open.control('PUT', 'people/593987654399', body)
      assert.deepEqual([answer.status, answer.body.ok, typeof answer.body.error], [400, false, 'string'])
    }
    assert.equal((await open.control('GET', 'people/593987654399')).status, 404)
  })
})

describe('a person', () => {
  const context = { from: '593990000001' }
  /** By type: the request, and the members of the webhook's message beside from, id and timestamp. */
  const acts: Record<string, [Record<string, unknown>, (message: Item, sent: string) => unknown, unknown]> = {
    text: [{ text: 'ñ' }, ({ text }) => text, { body: 'ñ' }],
    location: [
      { latitude: 1, longitude: 2, name: 'Aquí' },
      ({ location }) => location,
      { latitude: 1, longitude: 2, name: 'Aquí' },
    ],
    contacts: [
      { contacts: [{ name: { formatted_name: 'Luis' } }] },
      ({ contacts }) => contacts,
      [{ name: { formatted_name: 'Luis' } }],
    ],
    contact_info: [
      {},
      ({ contacts }) => (contacts as Item[])[0]?.phones,
      [{ phone: `+${person}`, wa_id: person, type: 'CELL' }],
    ],
    reaction: [{ emoji: '👍' }, ({ reaction }, sent) => [reaction, sent].length, 2],
    flow: [
      { response: { city: 'Quito' } },
      ({ interactive }) => interactive,
      { type: 'nfm_reply', nfm_reply: { response_json: '{"city":"Quito"}', body: 'Sent', name: 'flow' } },
    ],
    address: [
      { values: { city: 'Quito' } },
      ({ interactive }) => interactive,
      {
        type: 'nfm_reply',
        nfm_reply: { response_json: '{"values":{"city":"Quito"}}', body: 'Quito', name: 'address_message' },
      },
    ],
    call_permission: [
      { response: 'reject' },
      ({ interactive }) => interactive,
      { type: 'call_permission_reply', call_permission_reply: { response: 'reject', response_source: 'user_action' } },
    ],
    order: [
      { catalogId: '7', items: [{ id: 'sku-1', quantity: 2, price: 3.5, currency: 'USD' }] },
      ({ order }) => order,
      {
        catalog_id: '7',
        text: '',
        product_items: [{ product_retailer_id: 'sku-1', quantity: 2, item_price: 3.5, currency: 'USD' }],
      },
    ],
    request_welcome: [{}, ({ type }) => type, 'request_welcome'],
    edit: [
      { messageId: 'wamid.a', text: 'b' },
      ({ edit }) => edit,
      { original_message_id: 'wamid.a', message: { type: 'text', text: { body: 'b' } } },
    ],
    revoke: [{ messageId: 'wamid.a' }, ({ revoke }) => revoke, { original_message_id: 'wamid.a' }],
    unsupported: [
      { kind: 'poll' },
      ({ type, unsupported, errors }) => [type, unsupported, (errors as { code: number }[])[0]?.code],
      ['unsupported', { type: 'poll' }, 131051],
    ],
    changed_number: [
      { newNumber: '593987654322' },
      ({ type, system }) => [type, system],
      [
        'system',
        {
          body: 'User Ana changed from 593987654321 to 593987654322',
          wa_id: '593987654322',
          type: 'user_changed_number',
        },
      ],
    ],
    changed_user_id: [
      { userId: 'EC.1', newUserId: 'EC.2' },
      ({ from_user_id: id, system }) => [id, system],
      [
        undefined,
        {
          body: 'User Ana changed from EC.1 to EC.2',
          user_id: 'EC.2',
          previous_user_id: 'EC.1',
          type: 'user_changed_user_id',
        },
      ],
    ],
    changed_identity: [
      {},
      ({ system, identity }) => [system, (identity as { acknowledged: boolean }).acknowledged],
      [{ body: 'User Ana changed the phone', customer: person, type: 'customer_identity_changed' }, true],
    ],
    image: [{ caption: 'c' }, ({ image }) => (image as Item).caption, 'c'],
    audio: [{}, ({ audio }) => (audio as Item).voice, true],
    video: [{}, ({ video }) => (video as Item).mime_type, 'video/mp4'],
    document: [{ filename: 'a.pdf' }, ({ document }) => (document as Item).filename, 'a.pdf'],
    sticker: [{}, ({ sticker }) => (sticker as Item).animated, false],
    option: [
      { index: 1 },
      ({ interactive }) => interactive,
      { type: 'list_reply', list_reply: { id: 'b', title: 'Soporte' } },
    ],
    button: [{ index: 0 }, ({ button }) => button, { payload: 'Sí', text: 'Sí' }],
  }

  test('can do everything of the list', () => assert.deepEqual(Object.keys(acts).sort(), [...inboundTypes].sort()))

  for (const [type, [what, look, expected]] of Object.entries(acts))
    test(`${type}: the webhook's message is as Meta's`, async () => {
      await using open = await openSandbox()
      const sent = await prepare(open, type)
      const answer = await open.control('POST', 'inbound', { from: person, type, ...what })
      assert.equal(answer.status, 200, answer.text)
      const change = await open.until((all) =>
        all.find(({ value }) => value.messages?.some(({ id }) => id === answer.body.wamid)),
      )
      const [message] = change.value.messages as [Item]
      assert.deepEqual(look(message, sent), expected)
      assert.equal(message.from, type === 'changed_user_id' ? undefined : person)
      assert.equal(change.value.contacts === undefined, message.type === 'system', 'system messages name no contact')
      assert.equal((await open.control('GET', `messages?to=${person}&limit=1`)).status, 200)
    })

  async function prepare(open: Awaited<ReturnType<typeof openSandbox>>, type: string): Promise<string> {
    if (type === 'option') {
      const rows = ['Ventas', 'Soporte'].map((title, index) => ({ id: 'ab'[index], title }))
      const interactive = { type: 'list', body: { text: '?' }, action: { button: 'Ver', sections: [{ rows }] } }
      return open.send({ type: 'interactive', interactive })
    }
    if (type !== 'button') return open.send()
    const buttons = [{ type: 'QUICK_REPLY', text: 'Sí' }]
    const components = [
      { type: 'BODY', text: 'Hola.' },
      { type: 'BUTTONS', buttons },
    ]
    const template = { name: 'ask', language: 'es', category: 'UTILITY', components }
    await open.control('PUT', 'review', { mode: 'instant' })
    const made = await open.graph('POST', `${wabaId}/message_templates`, template)
    assert.equal(made.status, 200, made.text)
    return open.send({ type: 'template', template: { name: 'ask', language: { code: 'es' } } })
  }

  test('forwards, quotes, asks about a product and comes from an advertisement', async () => {
    await using open = await openSandbox()
    const referral = { source_url: 'https://fb.me/x', source_type: 'ad', source_id: '1', ctwa_clid: 'c' }
    const acts = [
      { forwarded: true, frequentlyForwarded: true },
      { context: 'wamid.q' },
      { product: { catalogId: '1', retailerId: '2' } },
      { referral },
    ]
    for (const more of acts) await open.control('POST', 'inbound', { from: person, type: 'text', text: 'a', ...more })
    const messages = await open.until((all) => {
      const found = all
        .flatMap(({ value }) => value.messages ?? [])
        .filter(({ text }) => JSON.stringify(text) === '{"body":"a"}')
      return found.length === acts.length ? found : undefined
    })
    const seen = messages.map((message) => message.context ?? message.referral).map((one) => JSON.stringify(one))
    const expected = [
      { forwarded: true, frequently_forwarded: true },
      { ...context, id: 'wamid.q' },
      { ...context, referred_product: { catalog_id: '1', product_retailer_id: '2' } },
      referral,
    ]
    assert.deepEqual(seen.sort(), expected.map((one) => JSON.stringify(one)).sort())
  })

  const moved = '593987654322'
  const codeOf = ({ errors }: Item) => (errors as { code: number }[] | undefined)?.[0]?.code
  /** The system message that was posted last. */
  const lastSystem = (open: Awaited<ReturnType<typeof openSandbox>>, wamid: string) =>
    open.until((all) => all.flatMap(({ value }) => value.messages ?? []).find(({ id }) => id === wamid))

  test('who changes the number is reported with all ids, and continues with chat, window and block under the new one', async () => {
    await using open = await openSandbox()
    const ids = { userId: 'EC.1', parentUserId: 'EC.ENT.1' }
    await open.control('PUT', `people/${person}`, ids)
    const sent = await open.send()
    await open.control('POST', 'inbound', { from: person, type: 'text', text: 'De Ana' })
    await open.graph('POST', `${numberId}/block_users`, {
      messaging_product: 'whatsapp',
      block_users: [{ user: person }],
    })
    await open.control('PUT', 'rules', { blocked: false })
    const answer = await open.control('POST', 'inbound', { from: person, type: 'changed_number', newNumber: moved })
    const message = await lastSystem(open, answer.body.wamid)
    const { user_id: userId, parent_user_id: parentUserId, ...system } = message.system as Record<string, string>
    assert.deepEqual([message.from, message.from_user_id, message.from_parent_user_id], [person, 'EC.1', 'EC.ENT.1'])
    assert.deepEqual(system, {
      body: `User Ana changed from ${person} to ${moved}`,
      wa_id: moved,
      previous_user_id: 'EC.1',
      previous_parent_user_id: 'EC.ENT.1',
      type: 'user_changed_number',
    })
    assert.match(`${userId} ${parentUserId}`, /^EC\.\d{20} EC\.ENT\.\d{20}$/, 'a new number has new ids')
    const { body: after } = await open.control('GET', `people/${moved}`)
    assert.deepEqual([after.name, after.userId, after.parentUserId], ['Ana', userId, parentUserId])
    assert.deepEqual([after.formerNumbers, after.formerUserIds], [[person], ['EC.1', 'EC.ENT.1']])
    const chat = (await open.control('GET', `messages?to=${moved}`)).body.map(({ wamid }: Item) => wamid)
    assert.ok(chat.includes(sent) && chat.includes(answer.body.wamid))
    assert.deepEqual((await open.control('GET', `messages?to=${userId}`)).body.length, chat.length)
    await open.status(await open.send({ to: `+${moved}` }), 'read')
    await open.control('PUT', 'rules', { blocked: true })
    assert.equal(codeOf(await open.status(await open.send({ to: `+${moved}` }), 'failed')), 130403)
  })

  test('the old number and the old id reach nobody; a stranger who gets the number has nothing of the person', async () => {
    await using open = await openSandbox()
    await open.control('PUT', `people/${person}`, { userId: 'EC.1' })
    const sent = await open.send()
    await open.control('POST', 'inbound', { from: person, type: 'changed_number', newNumber: moved, newUserId: 'EC.2' })
    assert.equal(codeOf(await open.status(await open.send(), 'failed')), 131026)
    const toOldId = await open.send({ to: undefined, recipient: 'EC.1' })
    assert.equal(codeOf(await open.status(toOldId, 'failed')), 131026)
    await open.status(await open.send({ to: undefined, recipient: 'EC.2' }), 'read')
    const taken = await open.control('POST', 'inbound', { from: moved, type: 'changed_number', newNumber: person })
    assert.equal(taken.status, 200, 'back again, while nobody has it')
    await open.control('POST', 'inbound', { from: person, type: 'changed_number', newNumber: moved })
    const hello = { from: person, name: 'Eva', userId: 'EC.9', type: 'text', text: 'Soy otra persona' }
    const { body } = await open.control('POST', 'inbound', hello)
    const { body: stranger } = await open.control('GET', `people/${person}`)
    assert.deepEqual([stranger.name, stranger.userId, stranger.onWhatsApp], ['Eva', 'EC.9', true])
    const chat = (await open.control('GET', `messages?to=${person}`)).body.map(({ wamid }: Item) => wamid)
    assert.ok(chat.includes(body.wamid) && !chat.includes(sent), chat.join())
    await open.status(await open.send(), 'read')
    const back = await open.control('POST', 'inbound', { from: moved, type: 'changed_number', newNumber: person })
    assert.equal(back.status, 400, 'it is Eva’s now')
  })

  test('who hides the number is reported by the id alone, and the chat stays', async () => {
    await using open = await openSandbox()
    const hidden = { phoneless: true, userId: 'EC.1', parentUserId: 'EC.ENT.1', name: 'Sol' }
    const first = await open.control('POST', 'inbound', { ...hidden, type: 'text', text: 'a' })
    const answer = await open.control('POST', 'inbound', { ...hidden, type: 'changed_user_id', newUserId: 'EC.2' })
    const { id, timestamp, system, ...rest } = await lastSystem(open, answer.body.wamid)
    assert.ok(id && timestamp)
    assert.deepEqual(rest, { type: 'system' }, 'no from, and no id beside those of the system message')
    const { parent_user_id: parentUserId, ...reported } = system as Record<string, string>
    assert.deepEqual(reported, {
      body: 'User Sol changed from EC.1 to EC.2',
      user_id: 'EC.2',
      previous_user_id: 'EC.1',
      previous_parent_user_id: 'EC.ENT.1',
      type: 'user_changed_user_id',
    })
    const chat = (await open.control('GET', 'messages?to=EC.2')).body.map(({ wamid }: Item) => wamid)
    assert.deepEqual(chat, [first.body.wamid, answer.body.wamid])
    assert.equal((await open.control('GET', 'people/EC.1')).status, 404)
    await open.status(await open.send({ to: undefined, recipient: 'EC.2' }), 'read')
    await open.status(await open.send({ to: undefined, recipient: parentUserId }), 'read')
  })

  test('an impossible change is refused, and nothing changes', async () => {
    await using open = await openSandbox()
    await open.control('PUT', 'people/593987654399', { name: 'Eva' })
    const wrong = [
      { type: 'changed_number' },
      { type: 'changed_number', newNumber: person },
      { type: 'changed_number', newNumber: '593987654399' },
      { type: 'changed_number', newNumber: moved, newUserId: 'here' },
      { type: 'changed_number', newNumber: moved, newParentUserId: 'EC.1' },
      { type: 'changed_number', newNumber: moved, phoneless: true, userId: 'EC.5' },
      { type: 'changed_user_id', newUserId: 'EC.2' },
      { type: 'changed_user_id', userId: 'EC.1', newUserId: 'EC.1' },
    ]
    for (const body of wrong) {
      const answer = await open.control('POST', 'inbound', { from: person, ...body })
      assert.deepEqual([answer.status, typeof answer.body.error], [400, 'string'], JSON.stringify(body))
    }
    const { body } = await open.control('GET', `people/${person}`)
    assert.deepEqual([body.name, body.userId, body.formerNumbers], ['Ana', undefined, undefined])
  })

  test('all of it is in an export, and holds after its import', async () => {
    await using open = await openSandbox()
    await open.control('PUT', `people/${person}`, { userId: 'EC.1' })
    await open.control('POST', 'inbound', { from: person, type: 'changed_number', newNumber: moved })
    const { body: state } = await open.control('GET', 'export')
    await using other = await openSandbox()
    assert.equal((await other.control('POST', 'import', state)).status, 200)
    const toOldId = await other.send({ to: undefined, recipient: 'EC.1' })
    assert.equal(codeOf(await other.status(toOldId, 'failed')), 131026)
  })

  test('is seen, changed and forgotten; a forgotten one has never written', async () => {
    await using open = await openSandbox()
    const made = await open.control('PUT', 'people/593987654333', { name: 'Eva', username: '@eva', hasWritten: true })
    assert.deepEqual([made.body.name, made.body.username], ['Eva', '@eva'])
    await open.status(await open.send({ to: '+593987654333' }), 'read')
    assert.deepEqual((await open.control('DELETE', 'people/593987654333')).body, { ok: true })
    assert.equal((await open.control('DELETE', 'people/593987654333')).status, 404)
    const failed = await open.status(await open.send({ to: '+593987654333' }), 'failed')
    assert.equal((failed.errors as { code: number }[])[0]?.code, 131047)
  })
})

describe('a business number', () => {
  test('is added, shown without its secret, changed and removed', async () => {
    await using open = await openSandbox()
    const number = { phoneNumberId: '7', wabaId: '8', displayNumber: '+593 99 000 0002', appSecret: 's' }
    assert.equal((await open.control('POST', 'numbers', number)).status, 200)
    const seen = await open.control('GET', 'numbers/7')
    assert.deepEqual([seen.body.displayNumber, seen.body.appSecret], ['593990000002', undefined])
    const changed = await open.control('PUT', 'numbers/7', { tier: 'TIER_1K', quality: 'RED', throughputPerSecond: 3 })
    assert.deepEqual([changed.body.tier, changed.body.quality, changed.body.throughputPerSecond], ['TIER_1K', 'RED', 3])
    assert.equal((await open.control('PUT', 'numbers/7', { tier: null })).body.tier, undefined)
    for (const wrong of [{ tier: 'HUGE' }, { quality: 'BLUE' }, { throughputPerSecond: 0 }, []])
      assert.equal((await open.control('PUT', 'numbers/7', wrong)).status, 400, JSON.stringify(wrong))
    assert.equal((await open.control('DELETE', 'numbers/7')).status, 200)
    assert.equal((await open.control('GET', 'numbers/7')).status, 404)
    assert.equal((await open.control('PUT', 'numbers/7', {})).status, 404)
  })

  test('is shown by the Graph API with its quality, and limited to its own throughput', async () => {
    await using open = await openSandbox({ rules: { pairRate: false } })
    await open.control('PUT', `numbers/${numberId}`, { quality: 'YELLOW', throughputPerSecond: 1 })
    assert.equal((await open.graph('GET', numberId)).body.quality_rating, 'YELLOW')
    await open.control('POST', 'clock', { frozen: true })
    const message = { messaging_product: 'whatsapp', to: `+${person}`, text: { body: 'a' } }
    const codes = []
    for (let n = 0; n < 3; n++) codes.push((await open.graph('POST', `${numberId}/messages`, message)).body.error?.code)
    assert.deepEqual(codes, [undefined, undefined, 130429])
  })
})

describe('time', () => {
  test('stands still, jumps, and continues from where it stood', async () => {
    await using open = await openSandbox({ statusDelayMs: { sent: 1_000, delivered: 2_000, read: 3_000 } })
    const at = Date.parse('2026-01-02T03:04:05Z')
    const set = await open.control('POST', 'clock', { frozen: true, at: '2026-01-02T03:04:05Z' })
    assert.deepEqual([set.body.now, set.body.isFrozen], [at, true])
    await open.control('PUT', `people/${person}`, { hasWritten: true })
    const wamid = await open.send()
    await open.control('POST', 'clock', { advanceMs: 1_000 })
    assert.equal((await open.status(wamid, 'sent')).timestamp, String(at / 1_000 + 1))
    assert.equal(open.sandbox.world.pending().statuses, 1, 'delivered waits for its time')
    await open.control('POST', 'clock', { advanceMs: 1_000 })
    assert.equal((await open.status(wamid, 'delivered')).timestamp, String(at / 1_000 + 2))
    assert.equal((await open.control('GET', 'clock')).body.now, at + 2_000)
    await open.control('POST', 'clock', { advanceMs: dayMs })
    const late = await open.send()
    await open.control('POST', 'clock', { advanceMs: 1_000 })
    assert.equal(((await open.status(late, 'failed')).errors as { code: number }[])[0]?.code, 131047)
    const resumed = await open.control('POST', 'clock', { frozen: false })
    assert.equal(resumed.body.isFrozen, false)
    assert.ok(resumed.body.now - (at + 3_000 + dayMs) < 60_000, 'nothing is made up for')
  })

  test('an impossible change of it is refused', async () => {
    await using open = await openSandbox()
    for (const body of [{}, { advanceMs: -1 }, { advanceMs: 0.5 }, { at: 'soon' }, { frozen: 1 }, []])
      assert.equal((await open.control('POST', 'clock', body)).status, 400, JSON.stringify(body))
  })
})

describe('a reset', () => {
  test('starts everything afresh, or keeps what it is told to', async () => {
    await using open = await openSandbox()
    const fill = async () => {
      await open.control('PUT', 'people/593987654333', { name: 'Eva' })
      await open.control('POST', 'faults', { kind: 'silence', match: { to: '593987654333' } })
      await open.control('PUT', 'rules', { window: false })
      await open.control('POST', 'clock', { advanceMs: dayMs })
      await open.send()
    }
    const look = async () => {
      const { body: people } = await open.control('GET', 'people')
      const { body: faults } = await open.control('GET', 'faults')
      const { body: rules } = await open.control('GET', 'rules')
      const { body: clock } = await open.control('GET', 'clock')
      const { body: messages } = await open.control('GET', 'messages')
      return [people.length, faults.length, rules.window, clock.advancedMs >= dayMs, messages.length > 0]
    }
    await fill()
    assert.equal((await open.control('POST', 'reset')).status, 200)
    assert.deepEqual(await look(), [1, 0, true, false, false])
    await fill()
    const retain = ['people', 'faults', 'rules', 'clock', 'history']
    assert.equal((await open.control('POST', 'reset', { keep: retain })).status, 200)
    assert.deepEqual(await look(), [2, 1, false, true, true])
    for (const wrong of [{ keep: ['everything'] }, { keep: 'people' }, { seed: -1 }])
      assert.equal((await open.control('POST', 'reset', wrong)).status, 400)
  })

  test('with a seed: the same requests give the same bytes', async () => {
    await using open = await openSandbox()
    const play = async () => {
      await open.control('POST', 'reset', { seed: 7 })
      await open.control('POST', 'clock', { frozen: true, at: 1_800_000_000_000 })
      await open.control('PUT', `people/${person}`, { hasWritten: true })
      const acts = [
        { type: 'text', text: 'a' },
        { type: 'image' },
        { type: 'changed_identity' },
        { type: 'reaction', messageId: 'wamid.x', emoji: '👍' },
      ]
      for (const act of acts) await open.control('POST', 'inbound', { from: person, ...act })
      await open.control('POST', 'faults', { kind: 'failLate', probability: 0.5 })
      for (let n = 0; n < 8; n++) await open.send()
      const { body: shown } = await open.control('GET', 'messages')
      return (shown as { wamid: string; body: string; failure?: unknown }[]).map(({ wamid, body, failure }) => ({
        wamid,
        body,
        failure,
      }))
    }
    const first = await play()
    assert.equal(first.length, 12)
    assert.deepEqual(await play(), first)
  })
})

describe('a state', () => {
  test('is exported and imported into another sandbox, which then behaves alike', async () => {
    await using one = await openSandbox({ seed: 5 })
    await using other = await openSandbox({ seed: 6 })
    await one.control('POST', 'clock', { frozen: true, at: 1_900_000_000_000 })
    await one.control('PUT', 'people/593987654333', { name: 'Eva', userId: 'EC.1', hasRead: false, hasWritten: true })
    await one.control('POST', 'numbers', {
      phoneNumberId: '7',
      wabaId: '8',
      displayNumber: '593990000007',
      demoTemplates: true,
    })
    await one.control('PUT', 'rules', { mediaAuth: false, pairRate: true })
    await one.control('POST', 'faults', { kind: 'graphError', code: 131016, every: 3 })
    await one.control('POST', 'inbound', {
      from: '593987654333',
      type: 'image',
      base64: 'aGVsbG8=',
      mimeType: 'image/png',
    })
    await one.send({ to: '+593987654333' })
    await one.control('PUT', 'tokens', { token: 'old', state: 'expired' })
    await one.graph('POST', `${numberId}/whatsapp_business_profile`, {
      messaging_product: 'whatsapp',
      about: 'Abrigos',
    })
    await one.graph('POST', `${numberId}/block_users`, {
      messaging_product: 'whatsapp',
      block_users: [{ user: '593987654344' }],
    })
    const { body: state } = await one.control('GET', 'export')
    assert.deepEqual((await other.control('POST', 'import', state)).body, { ok: true })
    assert.deepEqual((await other.control('GET', 'export')).body, state)
    const play = async (open: typeof one) => {
      const message = { messaging_product: 'whatsapp', to: '+593987654333', text: { body: 'x' } }
      const answers = []
      for (let n = 0; n < 4; n++) answers.push((await open.graph('POST', `${numberId}/messages`, message)).text)
      answers.push((await open.control('POST', 'inbound', { from: '593987654333', type: 'sticker' })).text)
      answers.push((await open.control('GET', 'messages')).text)
      answers.push((await open.control('GET', `media/${state.media[0].id}`)).text)
      answers.push((await open.graph('GET', '8/message_templates?limit=100')).body.data)
      answers.push((await open.graph('GET', `${numberId}/whatsapp_business_profile?fields=about`)).text)
      answers.push((await open.graph('GET', `${numberId}/block_users`)).text)
      answers.push((await open.graph('GET', `${numberId}?access_token=old`)).status)
      return answers
    }
    assert.deepEqual(await play(other), await play(one))
  })

  test('without media is smaller; a malformed one is refused and changes nothing', async () => {
    await using open = await openSandbox()
    await open.control('POST', 'inbound', { from: person, type: 'image' })
    const { body: state } = await open.control('GET', 'export?media=false')
    assert.equal(state.media, undefined)
    const { text: before } = await open.control('GET', 'people')
    const wrongs = [
      7,
      {},
      { ...state, version: 2 },
      { ...state, people: [{}] },
      { ...state, templates: [{ wabaId: '1', template: null }] },
      { ...state, rules: { gravity: true } },
      { ...state, limits: { pairBurst: 0 } },
      { ...state, numbers: [{ ...state.numbers[0], wabaId: '"' }] },
      { ...state, random: [1] },
      { ...state, clock: 1 },
    ]
    for (const wrong of wrongs) {
      const answer = await open.control('POST', 'import', wrong)
      assert.deepEqual([answer.status, typeof answer.body.error], [400, 'string'])
    }
    assert.equal((await open.control('GET', 'people')).text, before)
    assert.equal((await open.control('POST', 'import', state)).status, 200)
  })
})

test('a raw webhook is posted as it is', async () => {
  await using open = await openSandbox()
  await open.control('POST', 'inbound', { raw: { field: 'account_alerts', value: { entity_type: 'WABA' } } })
  const change = await open.until((all) => all.find(({ field }) => field === 'account_alerts'))
  assert.deepEqual(change.value, { entity_type: 'WABA' })
  assert.equal(changesOf({}).length, 0)
})
