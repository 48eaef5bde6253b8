/**
 * Promise 13 over all fields and item kinds of Meta's webhooks (meta-2026.md, section 16): two people in the value, two
 * bots of two clients in the account. The events, the changes and the stored facts of each.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  changesOf,
  contact,
  type Done,
  doneBy,
  ingested,
  type Json,
  metadataOf,
  numbers,
  openWorld,
  people,
  text,
} from '../support/facts-world.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { tieredBackends } from '../support/store.ts'

const { B, C, D } = people
const later = String(Math.floor(t0 / 1_000) + 10)
const metadata = metadataOf('a')
const stranger = { display_phone_number: '15559999999', phone_number_id: '9999' }

type Row = { name: string; change: Json; expected: Done; secret?: string }

const done = (received: string[], changed: string[] = [], retained = 0): Done => ({ received, changed, kept: retained })
const retained = (count = 1) => done([], [], count)
const row = (name: string, field: string, value: Json, expected: Done): Row => ({
  name: `${field}: ${name}`,
  change: { field, value: { messaging_product: 'whatsapp', ...value } },
  expected,
})

const status = (who: typeof B | typeof C, id: string, word: string, more: Json = {}): Json => ({
  id,
  status: word,
  timestamp: later,
  recipient_id: who.phone,
  recipient_user_id: who.id,
  ...more,
})
const system = (id: string, members: Json, more: Json = {}): Json => ({
  id,
  timestamp: later,
  type: 'system',
  system: { body: 'User changed', ...members },
  ...more,
})
const failed = { code: 131026, title: 'Message undeliverable' }

const items: Row[] = [
  row(
    'messages of B and C beside a contact of B only',
    'messages',
    { metadata, contacts: [contact('B')], messages: [text('B', 'w.1'), text('C', 'w.2', { from_user_id: undefined })] },
    done(['a: message reply message reply'], ['a B', 'a C']),
  ),
  row(
    'a message of C beside a system message of D',
    'messages',
    {
      metadata,
      contacts: [contact('C')],
      messages: [
        system('w.1', { type: 'user_changed_number', wa_id: '5511900000000' }, { from: D.phone }),
        text('C', 'w.2'),
      ],
    },
    done(['a: message message reply'], ['a 5511900000000', 'a C', 'a D']),
  ),
  row(
    'an id that changed, in the form without a sender',
    'messages',
    {
      metadata,
      messages: [system('w.1', { type: 'user_changed_user_id', user_id: 'EC.NEW', previous_user_id: B.id })],
    },
    done(['a: message'], ['a B']),
  ),
  row(
    'the only contact, in the other spelling',
    'messages',
    {
      metadata,
      contacts: [{ ...contact('D'), wa_id: '551187654321' }],
      messages: [text('D', 'w.1', { from_user_id: undefined })],
    },
    done(['a: message reply'], ['a D']),
  ),
  row(
    'statuses of B and C beside a contact of B only',
    'messages',
    {
      metadata,
      contacts: [contact('B')],
      statuses: [
        status(B, 'wamid.B', 'delivered'),
        status(C, 'wamid.C', 'failed', { recipient_user_id: undefined, errors: [failed] }),
      ],
    },
    done(['a: delivered_user failed'], ['a B', 'a C']),
  ),
  row(
    'statuses without contacts, in capitals too',
    'messages',
    { metadata, statuses: [status(B, 'wamid.B', 'DELIVERED'), status(C, 'wamid.C', 'read')] },
    done(['a: delivered_user delivered_user read'], ['a B', 'a C']),
  ),
  row(
    'of payments, which move no message',
    'messages',
    {
      metadata,
      contacts: [contact('B')],
      statuses: ['captured', 'pending', 'failed'].map((word) =>
        status(B, 'wamid.B', word, { type: 'payment', payment: { reference_id: 'r' } }),
      ),
    },
    done(['a: status status status']),
  ),
  row(
    'a word that nobody knows, and a status of a call',
    'messages',
    { metadata, statuses: [status(B, 'wamid.B', 'warmed'), status(C, 'wacid.1', 'RINGING', { type: 'call' })] },
    done(['a: status status']),
  ),
  row(
    'a group that read something, member by member',
    'messages',
    {
      metadata,
      contacts: [contact('B'), contact('C')],
      statuses: [B, C].map((who) => ({
        id: 'wamid.group',
        status: 'read',
        timestamp: later,
        recipient_type: 'group',
        recipient_id: 'Y2Fwa',
        recipient_participant_id: who.phone,
      })),
    },
    done(['a: status status']),
  ),
  row(
    'a status of a message that nobody knows waits for its message',
    'messages',
    { metadata, statuses: [status(B, 'wamid.unknown', 'sent')] },
    done([]),
  ),
  row(
    'messages to a group',
    'messages',
    { metadata, contacts: [contact('B'), contact('C')], messages: [text('B', 'w.1', { group_id: 'Y2Fwa' })] },
    done(['a: message'], ['a B']),
  ),
  row(
    'a type of tomorrow, and one without a sender',
    'messages',
    { metadata, messages: [text('B', 'w.1', { type: 'hologram', hologram: {} }), { id: 'w.2', timestamp: later }] },
    done(['a: message'], ['a B'], 1),
  ),
  row('errors of the whole', 'messages', { metadata, errors: [{ code: 130429 }] }, done(['a: account'])),
  row(
    'what stands beside the messages',
    'messages',
    { metadata, contacts: [contact('B')], messages: [text('B', 'w.1')], user_actions: [{ from: C.phone }] },
    done(['a: message reply account'], ['a B']),
  ),
  row(
    'a number of nobody here',
    'messages',
    { metadata: stranger, messages: [text('B', 'w.1')], statuses: [status(B, 'wamid.B', 'read')] },
    retained(2),
  ),
  row(
    "a number of another app's",
    'messages',
    { metadata: metadataOf('c'), messages: [text('B', 'w.1')], errors: [{ code: 1 }] },
    retained(2),
  ),
  row('without a number', 'messages', { messages: [text('B', 'w.1')], errors: [{ code: 1 }] }, retained(2)),
  row(
    'a message under a strange field',
    'letters',
    { metadata, contacts: [contact('B')], messages: [text('B', 'w.1')] },
    done(['a: message reply'], ['a B']),
  ),
  ...['smb_message_echoes', 'message_echoes'].map((field) =>
    row(
      'what the business wrote to B and C',
      field,
      {
        metadata,
        contacts: [contact('B')],
        message_echoes: [B, C].map((who, n) => ({
          from: metadata.display_phone_number,
          to: who.phone,
          id: `w.${n}`,
          timestamp: later,
          type: 'text',
          text: { body: 'private' },
        })),
      },
      done(['a: message_echo message_echo'], ['a B', 'a C']),
    ),
  ),
  row(
    'of two conversations, with words of both sides',
    'history',
    {
      metadata,
      history: [
        {
          metadata: { phase: 0, chunk_order: 1, progress: 100 },
          threads: [B, C].map((who) => ({
            id: who.phone,
            messages: [
              { from: who.phone, id: `h.${who.id}.1`, timestamp: '1700000000', type: 'text', text: { body: 'x' } },
              {
                from: metadata.display_phone_number,
                to: who.phone,
                id: `h.${who.id}.2`,
                timestamp: '1700000001',
                type: 'text',
                text: { body: 'y' },
                history_context: { status: 'READ' },
              },
            ],
          })),
        },
      ],
    },
    done(['a: history history'], ['a B', 'a C']),
  ),
  row(
    'one message behind the rest',
    'history',
    {
      metadata,
      messages: [{ from: B.phone, id: 'h.1', timestamp: '1700000000', type: 'image', image: { id: 'm1' } }],
    },
    done(['a: history'], ['a B']),
  ),
  row('that was not shared', 'history', { metadata, history: [{ errors: [{ code: 2593109 }] }] }, done(['a: account'])),
]

const pair = [{ from: B.phone }, { from: C.phone }]
/** By metadata, each with two people in it. */
const ofNumber: Record<string, Json> = {
  calls: { calls: pair.map((one, n) => ({ id: `wacid.${n}`, ...one, session: { sdp: 'private' } })) },
  smb_app_state_sync: { state_sync: pair.map(({ from }) => ({ type: 'contact', contact: { phone_number: from } })) },
  // Messages of it are recorded (store-threads.test.ts).
  standby: { standby: { statuses: [{ id: 'w.1', status: 'read', timestamp: '1', recipient_id: B.phone }] } },
  user_preferences: { user_preferences: pair.map(({ from }) => ({ wa_id: from, value: 'stop' })) },
  user_id_update: { user_id_update: [{ user_id: { previous: B.id, current: C.id } }] },
  group_lifecycle_update: { groups: [{ group_id: 'g', type: 'group_create' }] },
  group_participants_update: { groups: [{ group_id: 'g', added_participants: [{ wa_id: B.phone }] }] },
  group_settings_update: { groups: [{ group_id: 'g' }] },
  group_status_update: { groups: [{ group_id: 'g', type: 'group_suspend' }] },
  automatic_events: { automatic_events: [{ id: '1', event_name: 'Purchase' }] },
  tracking_events: { events: [{ event_name: 'x' }] },
}
const ofDigits = [
  'business_username_update',
  'business_username_updates',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
]
const ofAccount = [
  'account_alerts',
  'account_review_update',
  'account_settings_update',
  'account_update',
  'business_capability_update',
  'business_status_update',
  'flows',
  'partner_solutions',
  'payment_configuration_update',
  'template_correct_category_detection',
  'a_field_of_tomorrow',
]
const template = { message_template_name: 't', message_template_language: 'es' }
const ofTemplates: [string, Json, string][] = [
  ['message_template_status_update', { event: 'PAUSED' }, 'template_status'],
  ['message_template_quality_update', { new_quality_score: 'RED' }, 'template_quality'],
  ['message_template_components_update', {}, 'template_status'],
]

const both = done(['a: account', 'b: account'])
const onlyA = done(['a: account'])
const fields: Row[] = [
  ...Object.entries(ofNumber).flatMap(([field, value]) => {
    // Calls are reported one by one.
    const items = field === 'calls' ? pair.length : 1
    // Of each of the two people it is told what they want.
    const wishes = field === 'user_preferences' ? pair.map(() => 'consent') : []
    const received = done([`a: ${[...Array(items).fill('account'), ...wishes].join(' ')}`])
    return [
      row('of a number', field, { metadata, contacts: [contact('B'), contact('C')], ...value }, received),
      row('of a number of nobody here', field, { metadata: stranger, ...value }, retained(items)),
      row("of a number of another app's", field, { metadata: metadataOf('c'), ...value }, retained(items)),
      row('without a number', field, value, retained(items)),
    ]
  }),
  ...['history', 'smb_message_echoes'].map((field) => row('without a number', field, { strange: {} }, retained())),
  row(
    'by the one who gets it',
    'messaging_handovers',
    { sender: { phone_number: B.phone }, recipient: metadata, type: 'control_passed' },
    // When it was told is noted.
    done(['a: account'], ['a B']),
  ),
  row('by nobody', 'messaging_handovers', { sender: { phone_number: numbers.a.digits } }, retained()),
  ...ofDigits.flatMap((field) => [
    row('by its digits', field, { display_phone_number: numbers.a.digits, event: 'X' }, onlyA),
    row(
      'by its digits, as people write them',
      field,
      { display_phone_number: '+1 (555) 000-0002' },
      done(['b: account']),
    ),
    row('of a number of nobody here', field, { display_phone_number: '15559999999', event: 'X' }, retained()),
    row('without a number', field, { event: 'X' }, retained()),
  ]),
  ...ofAccount.map((field) => row('of the account itself', field, { event: 'X' }, both)),
  row('of one number', 'account_update', { event: 'X', phone_number: numbers.b.digits }, done(['b: account'])),
  row('of a number', 'account_alerts', { entity_type: 'PHONE_NUMBER', entity_id: numbers.a.phoneNumberId }, onlyA),
  row('of a business', 'account_alerts', { entity_type: 'BUSINESS', entity_id: '1' }, both),
  row(
    'of a number',
    'account_settings_update',
    { phone_number_settings: { phone_number_id: numbers.b.phoneNumberId } },
    done(['b: account']),
  ),
  row(
    'a partner went, and the entry is not the account',
    'account_update',
    { event: 'PARTNER_REMOVED', waba_info: { waba_id: 'waba-other' }, disconnection_info: { reason: 'X' } },
    retained(),
  ),
  row('of a number', 'a_field_of_tomorrow', { metadata, whispers: [{ from: B.phone }] }, onlyA),
  row('about a person', 'a_field_of_tomorrow', { whispers: [{ from: B.phone, text: 'private' }] }, retained()),
  ...ofTemplates.map(([field, value, event]) =>
    row('of the account', field, { ...template, ...value }, done([`a: ${event}`, `b: ${event}`])),
  ),
  row('that does not say which', 'message_template_status_update', { event: 'PAUSED' }, retained()),
]

for (const backend of tieredBackends) {
  describe(`promise 13: events, changes and stored facts (${backend.name})`, () => {
    for (const { name, change, expected } of items) {
      test(name, async () => {
        await using ctx = await openWorld(backend)
        assert.deepEqual(await doneBy(ctx, () => ingested(ctx, changesOf(change))), expected)
        // Meta's repetition changes nothing more of any conversation.
        assert.deepEqual((await doneBy(ctx, () => ingested(ctx, changesOf(change)))).changed, [])
      })
    }

    describe('fields that concern no message', () => {
      let ctx: TestStore
      before(async () => {
        ctx = await openWorld(backend)
      })
      after(() => ctx[Symbol.asyncDispose]())
      for (const { name, change, expected } of fields) {
        test(name, async () => {
          assert.deepEqual(await doneBy(ctx, () => ingested(ctx, changesOf(change))), expected)
        })
      }
    })

    test('a history that was not shared, in its form without an envelope', async () => {
      await using ctx = await openWorld(backend)
      const body = { messaging_product: 'whatsapp', metadata, history: [{ errors: [{ code: 2593109 }] }] }
      assert.deepEqual(await doneBy(ctx, () => ingested(ctx, body)), onlyA)
    })

    test('the identifiers of B and C stay their own, whatever is beside them', async () => {
      await using ctx = await openWorld(backend)
      for (const [index, { change }] of items.entries()) {
        const itsOwn = JSON.parse(JSON.stringify(change).replaceAll('"w.', `"w.${index}.`)) as Json
        await ingested(ctx, changesOf(itsOwn))
      }
      const names = ctx.rows(`select user_id, scoped_id from conversations where bot_id = 'a' order by user_id`)
      assert.deepEqual(
        names.map(({ user_id, scoped_id }) => [user_id, scoped_id]),
        [
          ['5511900000000', null],
          [B.phone, 'EC.NEW'],
          [C.phone, C.id],
        ],
      )
    })
  })
}
