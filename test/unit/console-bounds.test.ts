/** Bounds that forms of the console tell while somebody writes are the gateway's own; a draft is the change it shows. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bounds } from '../../console/src/pages/numbers/bounds.ts'
import { changeOf, draftOf, faultsOf } from '../../console/src/pages/numbers/marketing-draft.ts'
import { pictureOf } from '../../console/src/pages/numbers/own/qr-picture.ts'
import { readDocument } from '../support/documents.ts'

type Schema = {
  $ref?: string
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  items?: Schema
} & Partial<Record<'minimum' | 'maximum' | 'minLength' | 'maxLength' | 'minItems' | 'maxItems', number>>

const { schemas } = (JSON.parse(readDocument('openapi.json')) as { components: { schemas: Record<string, Schema> } })
  .components

/** Without what may be null beside it. */
function at(name: string, ...path: string[]): Schema {
  return path.reduce((schema, step) => {
    const inner = plain(step === '*' ? schema.items : schema.properties?.[step])
    assert.ok(inner, `${name} ${path.join('.')}`)
    return inner
  }, plain(schemas[name]) ?? {})
}

function plain(schema: Schema | undefined): Schema | undefined {
  if (schema?.$ref !== undefined) return plain(schemas[schema.$ref.split('/').at(-1) ?? ''])
  return schema?.anyOf === undefined ? schema : plain(schema.anyOf[0])
}

const settings: Parameters<typeof draftOf>[0] = {
  stopWords: null,
  resumeWords: [],
  stopAnswer: 'Listo.',
  resumeAnswer: null,
  marketingCap: { messages: 2, days: 7 },
  marketingPace: null,
  portfolio: null,
  marketingEndpoint: 'off',
}

describe('the console knows the bounds of the gateway', () => {
  test('for settings of a bot', () => {
    const bot = (...path: string[]) => at('BotSettings', ...path)
    assert.equal(bot('stopWords').maxItems, bounds.words)
    assert.equal(bot('stopWords', '*').maxLength, bounds.word)
    assert.equal(bot('stopAnswer').maxLength, bounds.answer)
    assert.equal(at('MarketingCap', 'messages').maximum, bounds.capMessages)
    assert.equal(at('MarketingCap', 'days').maximum, bounds.capDays)
    assert.equal(at('MarketingPace', 'red').maximum, bounds.percent)
    assert.equal(bot('portfolio').maxLength, bounds.portfolio)
    assert.equal(bot('ownerPauseMinutes').maximum, bounds.ownerPause)
  })

  test("for a number's own settings, and for a conversation that is passed on", () => {
    assert.equal(at('ChatComponents', 'prompts').maxItems, bounds.prompts)
    assert.equal(at('ChatComponents', 'prompts', '*').maxLength, bounds.prompt)
    assert.equal(at('ChatComponents', 'commands').maxItems, bounds.commands)
    assert.equal(at('ChatComponents', 'commands', '*', 'description').maxLength, bounds.description)
    assert.equal(at('NewQrCode', 'message').maxLength, bounds.qrMessage)
    assert.equal(at('NewNumberSubscription', 'verifyToken').maxLength, bounds.verifyToken)
    const { minLength, maxLength } = at('NewNumberUsername', 'username')
    assert.deepEqual({ least: minLength, most: maxLength }, bounds.username)
    assert.equal(at('ThreadChange', 'metadata').maxLength, bounds.metadata)
  })
})

describe('a draft of marketing', () => {
  test('that nobody changed is the settings as they are', () => {
    assert.deepEqual(changeOf(draftOf(settings)), settings)
    assert.deepEqual(faultsOf(draftOf(settings)), {})
  })

  test('says what is wrong by the name of its field, and half of a cap is wrong', () => {
    const words = { choice: 'own', text: 'a\n'.repeat(51) } as const
    const draft = { ...draftOf(settings), stopWords: words, capDays: '', yellow: '-1', portfolio: 'x'.repeat(65) }
    assert.deepEqual(
      Object.keys(faultsOf(draft)).toSorted(),
      ['stopWords', 'marketingCap.days', 'marketingPace.yellow', 'portfolio'].toSorted(),
    )
  })

  test('with one percentage takes the usual one for the other', () => {
    assert.deepEqual(changeOf({ ...draftOf(settings), red: '0' }).marketingPace, { yellow: 50, red: 0 })
  })
})

test('the picture of a QR code is one dark path on a light ground, with a border of four', () => {
  const picture = pictureOf('https://wa.me/message/ABC')
  assert.match(picture, /^<svg [^>]*viewBox="0 0 33 33"/)
  assert.match(picture, /<path d="M4 4h1v1h-1z/)
  assert.equal(pictureOf('x'.repeat(5_000)), '')
})
