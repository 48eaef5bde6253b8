/**
 * The kinds of message that the console composes: what a form makes is what the gateway takes, its limits are the
 * gateway's, each refusal is named as a field is, and the preview is what the history will show.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  bodyOf,
  type Draft,
  emptyDraft,
  formOf,
  pointIn,
  previewOf,
} from '../../console/src/pages/conversations/kind-draft.ts'
import {
  type FieldSpec,
  type KindName,
  kindNames,
  kinds,
  type Texts,
} from '../../console/src/pages/conversations/kinds.ts'
import { contentOf } from '../../console/src/pages/conversations/line-content.ts'
import { sentBubble } from '../../src/model/message/history.ts'
import { messageTypes, parseSessionRequest } from '../../src/model/message/parse.ts'

const userId = '593987654321'
const samples: Record<string, string> = {
  ...{ 'coordinates.lat': '-2.170998', 'coordinates.long': '-79.922359', 'emails.0.email': 'ana@example.com' },
  ...{ 'phones.0.phone': '+593987654321', 'header.image.link': 'https://example.com/a.png' },
  ...{ 'header.video.link': 'https://example.com/a.mp4', 'parameters.flow_id': '1234567890' },
}
/** A letter that is two in UTF-16, which no rule forbids. */
const wide = '\u{10400}'

function sampleOf({ path, word, limit = 12 }: FieldSpec, mark: string, length = limit): string {
  const known = samples[path]
  if (known !== undefined) return known
  // Replies of one card differ.
  const own = word === 'compose.button_2' ? `${mark}2` : mark
  const start = word === 'compose.url' ? `https://example.com/${own}` : own
  return start + (word === 'compose.url' ? 'x' : wide).repeat(length - start.length)
}

const filled = (fields: readonly FieldSpec[], mark: string): Texts =>
  Object.fromEntries(fields.map((field) => [field.path, sampleOf(field, mark)]))

/** Every field to its limit, as many items as there may be. */
function fullDraft(kind: KindName, choices: Texts): Draft {
  const { fields, items } = formOf(kind, { choices })
  const count = Math.min(items?.max ?? 0, 20)
  return {
    choices,
    texts: filled(fields, ''),
    items: Array.from({ length: count }, (_, at) => filled(items?.fields ?? [], String.fromCharCode(97 + at))),
  }
}

const parse = (kind: KindName, draft: Draft) => parseSessionRequest(bodyOf(kind, draft, { userId }), { botId: 'demo' })
const refusedAt = (kind: KindName, draft: Draft) => {
  const parsed = parse(kind, draft)
  return parsed.ok ? [] : parsed.violations.map(({ path, rule }) => `${path} ${rule}`)
}

/** Every way in which its choices can be made. */
function waysOf(kind: KindName): Texts[] {
  return kinds[kind].choices.reduce<Texts[]>(
    (ways, { name, values }) => ways.flatMap((way) => values.map(({ value }) => ({ ...way, [name]: value }))),
    [{}],
  )
}

/** With one field of a draft changed, wherever it stands; and its path in the request. */
function withField(draft: Draft, { path }: FieldSpec, text: string, items?: { path: string }): [string, Draft] {
  if (items === undefined) return [path, { ...draft, texts: { ...draft.texts, [path]: text } }]
  const changed = draft.items.map((one, at) => (at === 1 || draft.items.length === 1 ? { ...one, [path]: text } : one))
  return [`${items.path}.${Math.min(1, draft.items.length - 1)}.${path}`, { ...draft, items: changed }]
}

for (const kind of kindNames)
  describe(kind, () => {
    for (const way of waysOf(kind)) {
      const draft = fullDraft(kind, way)
      const { fields, items } = formOf(kind, draft)
      const all = [
        ...fields.map((field) => ({ field, of: undefined })),
        ...(items?.fields ?? []).map((field) => ({ field, of: items })),
      ]
      const name = Object.values(way).join(', ') || 'as it is'

      test(`${name}: all of it to its limit is taken, and drawn as the history draws it`, () => {
        const parsed = parse(kind, draft)
        assert.ok(parsed.ok, JSON.stringify(parsed))
        const shown = contentOf(
          { by: 'bot', bubble: sentBubble(parsed.value.content) },
          { templates: [], nameOf: (type) => type },
        )
        const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
        assert.deepEqual(plain(previewOf(bodyOf(kind, draft, { userId }))), plain(shown))
      })

      test(`${name}: one character more is refused where it is`, () => {
        for (const { field, of } of all) {
          if (field.limit === undefined) continue
          // The gateway takes more of this one than a phone shows.
          const isMore = field.path === 'buttons.buttonText.text'
          const length = isMore ? 25 : field.limit + 1
          const [path, changed] = withField(draft, field, sampleOf(field, of ? 'b' : '', length), of)
          assert.deepEqual(refusedAt(kind, changed), [`${path} too_long`])
        }
      })

      test(`${name}: what is optional may be empty, and the rest is asked for where it is`, () => {
        for (const { field, of } of all) {
          const [path, changed] = withField(draft, field, ' ', of)
          // Two replies of one card beside one of the others are unlike, which no single field can tell.
          if (field.word === 'compose.button_2') assert.match(refusedAt(kind, changed).join(), /action\.buttons/)
          // The gateway makes up a name from the rest of a card; who writes one by hand is asked for it.
          else if (field.isOptional || field.word === 'compose.name') assert.deepEqual(refusedAt(kind, changed), [])
          else
            assert.ok(
              refusedAt(kind, changed).some((one) => path.startsWith(one.split(' ')[0] ?? '?')),
              path,
            )
        }
      })

      if (items && items.max <= 20)
        test(`${name}: as few items as may be and no fewer, as many and no more`, () => {
          const some = (count: number) =>
            refusedAt(kind, {
              ...draft,
              items: Array.from({ length: count }, (_, at) => filled(items.fields, `${at}`)),
            })
          assert.deepEqual(some(items.min), [])
          assert.ok(some(items.min - 1).length > 0)
          assert.ok(some(items.max + 1).length > 0)
        })
    }

    test('a form that is not begun is drawn too', () => {
      assert.ok(previewOf(bodyOf(kind, emptyDraft(kind), { userId })).kind)
    })
  })

test('every type of the API has its form, its field or its menu', () => {
  // An address is asked for in India alone, which no form of the console is for.
  const written = ['text', 'image', 'audio', 'video', 'file', 'sticker', 'reaction', 'address_message']
  const types = kindNames.map((kind) => (kind === 'list' ? 'text' : kind))
  assert.deepEqual([...new Set([...types, ...written])].sort(), Object.keys(messageTypes).sort())
})

test('a reply names what it quotes', () => {
  const body = bodyOf(
    'location_request',
    { ...emptyDraft('location_request'), texts: { text: 'Hola' } },
    { userId, replyTo: 'msg_1' },
  )
  assert.deepEqual(body, { type: 'location_request', userId, replyTo: 'msg_1', text: 'Hola' })
})

test('a point is read as maps write it', () => {
  assert.deepEqual(pointIn(' -2.170998, -79.922359 '), { lat: '-2.170998', long: '-79.922359' })
  for (const text of ['-2.17', '', 'Guayaquil', '1, 2, 3']) assert.equal(pointIn(text), undefined)
})
