/**
 * Facts of the sandbox: each in Meta's form, several of many people and numbers in one signed body, and any raw body.
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import { factTypes } from '../../sandbox/inbound/facts.ts'
import { changesOf, type Item, numberId, type OpenSandbox, openSandbox, person, wabaId } from '../support/sandbox.ts'

const luis = '593987654322'
const ours = '593990000001'
const second = { phoneNumberId: '100000000000002', wabaId, displayNumber: '593990000002' }
const at = Date.parse('2026-11-01T00:00:00Z') / 1000
const timestamp = String(at)
const who = { recipient_id: person, recipient_user_id: 'EC.1' }

type Value = Record<string, unknown>
type Row = {
  ask: Record<string, unknown>
  field: string
  list: string
  /** The item's members; of generated values, only that they exist. */
  item: Item | Record<string, unknown>
  hasContact: boolean
}

/** Of kinds that are refused on their own, `error` and `other` concern nobody. */
const rows: Readonly<Record<string, Row>> = {
  status: {
    ask: { messageId: 'wamid.a', status: 'failed', code: 131047, title: 'Re-engagement message' },
    field: 'messages',
    list: 'statuses',
    item: { id: 'wamid.a', status: 'failed', timestamp, ...who, errors: [errorOf(131047, 'Re-engagement message')] },
    hasContact: false,
  },
  payment: {
    ask: { messageId: 'wamid.a', status: 'pending', value: 500, currency: 'BRL', reference: 'P-7' },
    field: 'messages',
    list: 'statuses',
    item: { id: 'wamid.a', status: 'pending', timestamp, ...who, type: 'payment' },
    hasContact: true,
  },
  echo: {
    ask: { text: 'Le escribo yo' },
    field: 'smb_message_echoes',
    list: 'message_echoes',
    item: { from: ours, to: person, to_user_id: 'EC.1', timestamp, type: 'text', text: { body: 'Le escribo yo' } },
    hasContact: true,
  },
  history: {
    ask: { messages: [{ text: 'Antes', id: 'wamid.h', at: 1_000 }], phase: 1, chunkOrder: 2, progress: 40 },
    field: 'history',
    list: 'history',
    item: { metadata: { phase: 1, chunk_order: 2, progress: 40 }, threads: [threadOf('Antes')] },
    hasContact: false,
  },
  history_media: {
    ask: { messageId: 'wamid.h', kind: 'image' },
    field: 'history',
    list: 'messages',
    item: { from: person, from_user_id: 'EC.1', id: 'wamid.h', timestamp, type: 'image' },
    hasContact: true,
  },
  contact_sync: {
    ask: { name: 'Ana Paz' },
    field: 'smb_app_state_sync',
    list: 'state_sync',
    item: {
      type: 'contact',
      contact: { full_name: 'Ana Paz', first_name: 'Ana', phone_number: person, user_id: 'EC.1' },
      action: 'add',
      metadata: { timestamp },
    },
    hasContact: false,
  },
  preference: {
    ask: { value: 'signup', signupId: '9' },
    field: 'user_preferences',
    list: 'user_preferences',
    item: {
      wa_id: person,
      user_id: 'EC.1',
      detail: 'User signed up for marketing messages',
      category: 'marketing_messages',
      value: 'signup',
      timestamp: at,
      signup_id: '9',
    },
    hasContact: true,
  },
  call: {
    ask: { callId: 'wacid.1', event: 'connect', sdp: 'v=0' },
    field: 'calls',
    list: 'calls',
    item: {
      id: 'wacid.1',
      from: person,
      from_user_id: 'EC.1',
      to: ours,
      event: 'connect',
      timestamp,
      direction: 'USER_INITIATED',
      session: { sdp: 'v=0', sdp_type: 'offer' },
    },
    hasContact: true,
  },
  call_status: {
    ask: { callId: 'wacid.1', status: 'RINGING' },
    field: 'calls',
    list: 'statuses',
    item: { id: 'wacid.1', type: 'call', status: 'RINGING', timestamp, ...who },
    hasContact: true,
  },
  error: {
    ask: {},
    field: 'messages',
    list: 'errors',
    item: errorOf(130429, 'Rate limit hit'),
    hasContact: false,
  },
  other: {
    ask: { field: 'groups_of_tomorrow', list: 'groups', item: { group_id: 'g', type: 'new' } },
    field: 'groups_of_tomorrow',
    list: 'groups',
    item: { group_id: 'g', type: 'new' },
    hasContact: false,
  },
}

function errorOf(code: number, title: string) {
  return { code, title, message: title, error_data: { details: title } }
}

function threadOf(body: string) {
  const message = { from: person, id: 'wamid.h', timestamp: '1', type: 'text', text: { body } }
  const messages = [{ ...message, history_context: { status: 'READ' } }]
  return { id: person, context: { wa_id: person, user_id: 'EC.1' }, messages }
}

/** Time stands still, Ana has an id, and there is a second number of the same account. */
async function open(): Promise<OpenSandbox> {
  const sandbox = await openSandbox()
  await sandbox.control('POST', 'clock', { frozen: true, at: at * 1_000 })
  await sandbox.control('PUT', `people/${person}`, { userId: 'EC.1', hasWritten: true })
  await sandbox.control('POST', 'numbers', second)
  return sandbox
}

/** The result of one post: its body and whether its signature is right. */
async function cameOf({ received, until, control }: OpenSandbox, id: number) {
  await until(() => (received.length >= id ? true : undefined))
  const delivery = (await control('GET', `webhooks?since=${id - 1}&limit=1`)).body[0] as { body: string }
  const post = received.find(({ raw }) => raw === delivery.body)
  assert.ok(post, 'what is in the log arrived')
  const signature = createHmac('sha256', 'sandbox-app-secret').update(post.bytes).digest('hex')
  assert.equal(post.headers['x-hub-signature-256'], `sha256=${signature}`)
  return post
}

const valuesOf = (body: unknown) => changesOf(body).map(({ field, value }) => ({ field, value: value as Value }))
const idsIn = (value: Value, list: string) => ((value[list] ?? []) as Item[]).map(({ id }) => id)

describe('a fact', () => {
  test('of each kind has its row here', () =>
    assert.deepEqual([...Object.keys(rows), 'account', 'phone_app'].sort(), [...factTypes].sort()))

  for (const [type, { ask: request, field, list, item, hasContact }] of Object.entries(rows))
    test(`${type}: in Meta's form, about one number and one person`, async () => {
      await using sandbox = await open()
      const answer = await sandbox.control('POST', 'facts', { type, from: person, ...request, more: { beyond: [1] } })
      assert.equal(answer.status, 200, answer.text)
      const change = await sandbox.until((all) => all.find((one) => one.field === field && list in one.value))
      const { metadata, contacts, [list]: items } = change.value as Value
      assert.deepEqual(metadata, { display_phone_number: ours, phone_number_id: numberId })
      assert.equal(contacts !== undefined, hasContact)
      if (hasContact) assert.deepEqual(contacts, [{ profile: { name: 'Ana' }, wa_id: person, user_id: 'EC.1' }])
      const [first, ...more] = items as Item[]
      assert.equal(more.length, 0)
      assert.deepEqual({ ...first, ...item }, first, 'every member is there')
      assert.deepEqual(first?.beyond, [1], 'and what was put beside them')
      const bare = { type, from: person, ...request, contact: false }
      await sandbox.control('POST', 'facts', bare)
      const all = (change: { field: string; value: Value }) => change.field === field && list in change.value
      const last = await sandbox.until((changes) => {
        const found = changes.filter(all)
        return found.length > 1 ? found.at(-1) : undefined
      })
      assert.equal(last.value.contacts, undefined)
    })

  test('about a person without a visible phone names only the id', async () => {
    await using sandbox = await open()
    for (const [type, { ask: request }] of Object.entries(rows)) {
      if (type === 'error' || type === 'other') continue
      const answer = await sandbox.control('POST', 'facts', { type, userId: 'EC.7', phoneless: true, ...request })
      assert.equal(answer.status, 200, answer.text)
    }
    const reported = await sandbox.until((all) => {
      const found = all.map((change) => JSON.stringify(change)).filter((change) => change.includes('EC.7'))
      return found.length === Object.keys(rows).length - 2 ? found : undefined
    })
    for (const raw of reported) assert.doesNotMatch(raw, new RegExp(`${person}|"wa_id":|"recipient_id":`))
  })

  test('about the account names no number and has the time of its entry', async () => {
    await using sandbox = await open()
    const value = { event: 'VERIFIED_ACCOUNT' }
    await sandbox.control('POST', 'facts', { type: 'account', field: 'account_update', value })
    await sandbox.until((all) => all.find(({ field }) => field === 'account_update'))
    const { body } = sandbox.received.find(({ raw }) => raw.includes('VERIFIED_ACCOUNT')) ?? {}
    assert.deepEqual(body?.entry, [{ id: wabaId, time: at, changes: [{ value, field: 'account_update' }] }])
  })

  test('the phone app leaves its number and comes back; only of a shared one', async () => {
    await using sandbox = await open()
    const tell = (event: string) => sandbox.control('POST', 'facts', { type: 'phone_app', event })
    assert.equal((await tell('offboarded')).status, 400)
    await sandbox.control('PUT', `numbers/${numberId}`, { isOnBizApp: true })
    const { business } = sandbox.sandbox.world
    await tell('offboarded')
    assert.equal(business.isRegistered(numberId), false)
    await tell('reconnected')
    assert.equal(business.isRegistered(numberId), true)
    await tell('removed')
    const told = await sandbox.until((all) => all.find(({ value }) => (value as Value).event === 'PARTNER_REMOVED'))
    assert.deepEqual((told.value as Value).disconnection_info, {
      ...{ reason: 'ACCOUNT_DISCONNECTED', initiated_by: 'USER' },
    })
    assert.equal((await tell('offboarded')).status, 400, 'the number is its own now')
  })

  test("has Meta's effects in the sandbox: the phone shows an echo, a call opens the window, a stop holds", async () => {
    await using sandbox = await open()
    await sandbox.control('POST', 'facts', { type: 'echo', to: person, text: 'Le escribo yo' })
    const [shown] = (await sandbox.control('GET', `messages?to=${person}&limit=1`)).body
    assert.deepEqual([shown.direction, shown.rendered.text], ['out', 'Le escribo yo'])
    await sandbox.control('POST', 'facts', { type: 'call', from: luis })
    assert.ok(sandbox.sandbox.world.people.isWindowOpen(numberId, luis, at * 1_000))
    await sandbox.control('POST', 'facts', { type: 'preference', from: luis, value: 'stop' })
    assert.equal((await sandbox.control('GET', `people/${luis}`)).body.hasStoppedMarketing, true)
    await sandbox.control('POST', 'facts', { type: 'history', from: '593987654377', messages: [{ text: 'Antes' }] })
    assert.deepEqual((await sandbox.control('GET', 'messages?to=593987654377')).body, [], 'history is not news')
  })

  test('that is impossible is refused with a sentence, and nothing is posted', async () => {
    await using sandbox = await open()
    await sandbox.control('POST', 'inbound', { from: luis, type: 'text', text: 'a' })
    const before = (await sandbox.control('GET', 'webhooks')).body.length
    const wrong: unknown[] = [
      [],
      {},
      { type: 'nothing' },
      { type: 'echo', text: 'a' },
      { type: 'echo', from: person },
      { type: 'status', from: luis, status: 'read' },
      { type: 'payment', from: luis },
      { type: 'status', from: person, messageId: 'a', status: 1 },
      { type: 'preference', from: person, value: 'maybe' },
      { type: 'call', from: person, direction: 'up' },
      { type: 'history', from: person },
      { type: 'history', threads: [{ from: person, messages: [{ text: 'a' }] }, { messages: [{ text: 'a' }] }] },
      { type: 'history_media', from: person, kind: 'cloud' },
      { type: 'contact_sync', from: person, action: 'forget' },
      { type: 'other', list: 'a"b', item: {} },
      { type: 'other', list: 'messages' },
      { type: 'account', field: 'account_update' },
      { type: 'account', field: 'account_update', value: {}, wabaId: '9' },
      { type: 'error', phoneNumberId: '9' },
    ]
    for (const body of wrong) {
      const answer = await sandbox.control('POST', 'facts', body)
      assert.deepEqual([answer.status, typeof answer.body.error], [400, 'string'], JSON.stringify(body))
    }
    assert.equal((await sandbox.control('GET', 'webhooks')).body.length, before)
  })
})

describe('one body', () => {
  const items = (wamid: string) => [
    { from: person, type: 'text', text: 'De Ana' },
    { from: luis, name: 'Luis', type: 'text', text: 'De Luis', contact: false },
    { from: luis, type: 'text', text: 'Al grupo', groupId: 'group-1' },
    { from: person, type: 'changed_user_id', newUserId: 'EC.2' },
    { type: 'status', from: person, messageId: wamid, status: 'delivered' },
    { type: 'status', from: luis, messageId: 'wamid.l', status: 'failed' },
    { type: 'payment', from: luis, messageId: 'wamid.l', status: 'captured', contact: false },
    { type: 'error' },
    { type: 'echo', from: luis, text: 'Desde la app', phoneNumberId: second.phoneNumberId },
    { type: 'history', threads: [person, luis].map((from) => ({ from, messages: [{ text: `De ${from}` }] })) },
    { type: 'contact_sync', from: luis },
    { type: 'preference', from: luis, value: 'stop' },
    { type: 'call', from: luis, phoneNumberId: second.phoneNumberId },
    { type: 'other', item: { from: luis, id: 'wamid.u', timestamp, type: 'hologram' } },
    { type: 'account', field: 'account_update', value: { event: 'VERIFIED_ACCOUNT' } },
    { raw: { field: 'new_field', value: { a: 1 } } },
  ]

  for (const mixed of [true, false])
    test(`of many people, numbers and kinds${mixed ? '' : ', each list in a change of its own'}`, async () => {
      await using sandbox = await open()
      const answer = await sandbox.control('POST', 'webhooks', { items: items('wamid.a'), mixed })
      assert.equal(answer.status, 200, answer.text)
      const { body } = await cameOf(sandbox, answer.body.id)
      const entry = body.entry as { id: string; time?: number }[]
      assert.deepEqual(
        entry.map(({ id, time }) => [id, time]),
        [
          [wabaId, undefined],
          [wabaId, at],
        ],
      )
      const values = valuesOf(body)
      const lists = values.flatMap(({ value }) =>
        Object.keys(value).filter((key) => !['messaging_product', 'metadata', 'contacts', 'event', 'a'].includes(key)),
      )
      const expected = 'messages statuses errors message_echoes history state_sync user_preferences calls'.split(' ')
      assert.deepEqual([...lists].sort(), expected.sort(), 'each list once')
      const [first] = values
      assert.ok(first)
      assert.equal(idsIn(first.value, 'messages').length, 5)
      assert.equal(idsIn(first.value, 'statuses').length, mixed ? 3 : 0)
      const named = (first.value.contacts as Item[]).map(({ wa_id: waId }) => waId)
      assert.deepEqual(named, mixed ? [person, luis, person] : [person, luis], 'Luis is named for the group only')
      const [, , toGroup, system] = first.value.messages as Item[]
      assert.equal(toGroup?.group_id, 'group-1')
      const reported = { user_id: 'EC.2', previous_user_id: 'EC.1', type: 'user_changed_user_id' }
      assert.deepEqual(system?.system, { body: 'User Ana changed from EC.1 to EC.2', ...reported })
      const own = values.filter(({ value }) => JSON.stringify(value.metadata ?? {}).includes(second.phoneNumberId))
      assert.deepEqual(own.map(({ field }) => field).sort(), ['calls', 'smb_message_echoes'])
      const again = await sandbox.control('POST', `webhooks/${answer.body.id}/redeliver`)
      assert.equal((await cameOf(sandbox, again.body.id)).raw, JSON.stringify(body), 'again, byte for byte')
    })

  test('ends before the impossible item; earlier items happened and are posted', async () => {
    await using sandbox = await open()
    const items = [{ from: person, type: 'text', text: 'Uno' }, { from: person, type: 'nothing' }, { type: 'error' }]
    const answer = await sandbox.control('POST', 'webhooks', { items })
    assert.equal(answer.status, 400)
    assert.match(answer.body.error, /^items\[1\]: type must be one of/)
    const change = await sandbox.until((all) => all.find(({ value }) => JSON.stringify(value).includes('Uno')))
    assert.equal(change.value.errors, undefined)
  })

  test("raw: Meta's entry, signed for the number that it names", async () => {
    await using sandbox = await open()
    await sandbox.control('PUT', `numbers/${second.phoneNumberId}`, { appSecret: 'another' })
    const value = { metadata: { phone_number_id: second.phoneNumberId }, messages: [{ id: 'wamid.ñ', from: '1' }] }
    const entry = [
      { id: '9', changes: [] },
      { id: wabaId, changes: [{ field: 'messages', value }] },
    ]
    const answer = await sandbox.control('POST', 'webhooks', { entry })
    assert.deepEqual([answer.status, answer.body.phoneNumberId], [200, second.phoneNumberId], answer.text)
    await sandbox.until((all) => all.find((one) => JSON.stringify(one).includes('wamid.ñ')))
    const post = sandbox.received.at(-1)
    assert.deepEqual(post?.body, { object: 'whatsapp_business_account', entry })
    const signature = createHmac('sha256', 'another')
      .update(post?.bytes ?? '')
      .digest('hex')
    assert.equal(post?.headers['x-hub-signature-256'], `sha256=${signature}`)
    const [retained] = (await sandbox.control('GET', 'webhooks?field=entry')).body
    assert.deepEqual([retained.id, retained.state], [answer.body.id, 'delivered'])
  })

  test('raw: any text, signed over its bytes', async () => {
    await using sandbox = await open()
    const text = '{"object":"whatsapp_business_account","entry":[],"note":"ñandú 😀"}'
    const answer = await sandbox.control('POST', 'webhooks', { text })
    assert.equal((await cameOf(sandbox, answer.body.id)).raw, text)
  })

  test('is one of three things, and the number must exist', async () => {
    await using sandbox = await open()
    const wrong = [{}, [], { entry: {} }, { items: 'a' }, { entry: [], text: 'a' }, { text: 'a', phoneNumberId: '9' }]
    for (const body of wrong)
      assert.equal((await sandbox.control('POST', 'webhooks', body)).status, 400, JSON.stringify(body))
  })

  test('under load: statuses and messages of several people share bodies, the same by the same seed', async () => {
    const play = async () => {
      await using sandbox = await open()
      const { world } = sandbox.sandbox
      world.random.reset(5)
      const disorder = { shuffle: true, batch: 8, isUneven: true, mix: 0.7, dropContacts: 0.3, delayMs: 1_000 }
      assert.equal((await sandbox.control('POST', 'disorder', disorder)).status, 200)
      for (const from of [person, luis, person, luis])
        for (const text of 'abc') await sandbox.control('POST', 'inbound', { from, type: 'text', text })
      for (const from of [person, luis])
        for (const n of [1, 2, 3, 4])
          await sandbox.control('POST', 'facts', { type: 'status', from, messageId: `wamid.${n}` })
      const before = world.webhooks.size()
      await sandbox.control('POST', 'clock', { advanceMs: 1_000 })
      return world.webhooks.select({ since: before, limit: 1_000 }).map(({ body }) => body)
    }
    const posted = await play()
    assert.deepEqual(await play(), posted)
    const values = posted.flatMap((body) => valuesOf(JSON.parse(body))).map(({ value }) => value)
    assert.ok(values.some(({ messages, statuses }) => messages !== undefined && statuses !== undefined))
    const people = values.map(({ messages = [] }) => new Set((messages as Item[]).map(({ from }) => from)).size)
    assert.ok(people.some((count) => count > 1))
    assert.ok(values.some(({ contacts = [], messages = [] }) => (contacts as []).length < (messages as []).length))
    assert.equal(values.flatMap((value) => idsIn(value, 'messages')).length, 12)
    assert.equal(values.flatMap((value) => idsIn(value, 'statuses')).length, 8)
  })
})
