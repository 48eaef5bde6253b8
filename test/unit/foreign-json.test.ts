/** A value in foreign JSON may be an object with a `toString` of its own, which `String` would call and fail at. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { accountWord } from '../../src/model/campaign/stop.ts'
import { opensWindow } from '../../src/model/inbound/heard.ts'
import { writableComponents } from '../../src/model/template/writable.ts'
import { sampleAddresses } from '../../src/templates/samples.ts'

const words = fc.oneof(fc.jsonValue(), fc.constant({ toString: 1 }), fc.constant({ toString: null, valueOf: false }))

const readers: Record<string, (word: unknown) => unknown> = {
  'the event of an account': (event) => accountWord('account_update', { event } as never, 0),
  'the state of a ban': (waba_ban_state) =>
    accountWord('account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state } } as never, 0),
  'the type behind unsupported content': (original) => opensWindow({ type: 'unsupported', original } as never),
  "the address of a template's button": (url) =>
    writableComponents({ category: 'AUTHENTICATION', components: [{ type: 'BUTTONS', buttons: [{ url }] }] } as never),
  "the format of a template's header": (format) =>
    sampleAddresses([
      { type: 'HEADER', format, example: { header_handle: ['https://cdn.ejemplo.com/a.jpg'] } },
    ] as never),
}

for (const [name, read] of Object.entries(readers))
  test(`${name} is read without an exception, whatever it is`, () => {
    fc.assert(fc.property(words, (word) => assert.doesNotThrow(() => read(word))))
  })
