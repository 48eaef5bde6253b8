/** Log lines as text: one line for each, whatever is in it, and only the frames of a stack below. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pino } from 'pino'
import { textLine } from '../../src/cli/log-text.ts'

function textOf(write: (log: pino.Logger) => void, bindings?: { name: string }): string {
  let text = ''
  const log = pino({ level: 'trace', ...bindings }, { write: (line) => (text += textLine(line, false)) })
  write(log)
  return text
}

const head = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /

test('time, level, logger, sentence and facts', () => {
  const facts = { botId: 'shop', count: 3, text: 'two words', none: null, list: [1, { a: 'b' }] }
  const text = textOf((log) => log.warn(facts, 'the queue is long'), { name: 'sandbox' })
  assert.match(text, head)
  const rest = 'botId=shop count=3 text="two words" none=null list=[1,{"a":"b"}]'
  assert.equal(text.replace(head, ''), `WARN  [sandbox] the queue is long ${rest}\n`)
  assert.equal(textOf((log) => log.info('only words')).replace(head, ''), 'INFO  only words\n')
  assert.equal(textOf((log) => log.debug({ a: '' })).replace(head, ''), 'DEBUG a=""\n')
})

test('an error is its message, with the frames of its stack below', () => {
  const [first = '', ...frames] = textOf((log) => log.error({ err: new Error('no route') }, 'refused'))
    .trimEnd()
    .split('\n')
  assert.equal(first.replace(head, ''), 'ERROR refused err="no route"')
  assert.ok(frames.length > 0)
  for (const frame of frames) assert.match(frame, /^ {4}at /)
})

test('nothing that comes from outside breaks a line or reaches the terminal as a control sequence', () => {
  const wild = fc.string({
    unit: fc.oneof(fc.constantFrom('\n', '\u001b', '\u007f', '\u009b', '\u2028', '"'), fc.string()),
  })
  fc.assert(
    fc.property(wild, wild, (one, other) => {
      const text = textOf((log) => log.error({ one, [`k${other}`]: other, err: new Error(one) }, other))
      const lines = text.trimEnd().split('\n')
      assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u2028\u2029]/u)
      for (const line of lines.slice(1)) assert.match(line, /^ {4}at /)
    }),
  )
})
