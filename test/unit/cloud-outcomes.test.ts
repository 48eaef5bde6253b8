/** Outcomes: the class of every documented code, every kind of answer, and any failure of a connection. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { classify, metaErrorClasses, metaErrorRanges } from '../../src/channel/cloud/outcomes/error-classes.ts'
import { type Answer, outcomeOfAnswer, outcomeOfError } from '../../src/channel/cloud/outcomes/outcomes.ts'
import type { ErrorClass, Outcome } from '../../src/model/outcome/outcome.ts'

/** The error table of cloud-api.md, section 5, by class; 1 and the ranges have tests of their own. */
const documented = {
  retry: [1, 2, 131000, 131016, 131057, 133000, 133004],
  limit: [4, 80007, 130429, 131056, 132069, 133008, 133009, 133015, 133016, 134101],
  wait: [131048, 131049, 131064, 132015],
  fix: [
    100, 131008, 131009, 131030, 131047, 131051, 131052, 131053, 131055, 131060, 131061, 131062, 131063, 131065, 132000,
    132001, 132005, 132007, 132008, 132012, 132016, 132018, 132068, 134100, 135000, 137000,
  ],
  auth: [
    0, 3, 10, 33, 190, 368, 131005, 131031, 131037, 131042, 131044, 131045, 133005, 133006, 133010, 134011, 134102,
  ],
  never: [130403, 130472, 130497, 131021, 131026, 131050, 131070],
} satisfies Record<ErrorClass, number[]>

const classes = Object.keys(documented) as ErrorClass[]

test('the table and the documentation name the same codes with the same classes', () => {
  const expected = Object.fromEntries(classes.flatMap((name) => documented[name].map((code) => [code, name])))
  assert.deepEqual({ ...metaErrorClasses }, expected)
})

test('ranges of codes have their class', () => {
  assert.deepEqual(
    metaErrorRanges.map(({ from, to }) => [from, to]),
    [
      [200, 299],
      [138_000, 138_999],
      [139_000, 139_999],
    ],
  )
  for (const code of [200, 201, 299]) assert.equal(classify(code, 403), 'auth')
  for (const code of [138_000, 138_012, 139_999]) assert.equal(classify(code, 400), 'fix')
})

test('code 1 and unknown codes are classified by the HTTP status', () => {
  for (const code of [1, 199, 300, 137_999, 424_242, -5]) {
    assert.equal(classify(code, 500), 'retry')
    assert.equal(classify(code, 503), 'retry')
    assert.equal(classify(code, 429), 'limit')
    assert.equal(classify(code, 400), 'fix')
    assert.equal(classify(code, 401), 'auth')
  }
})

const graphError = (code: number, more: object = {}): string =>
  JSON.stringify({ error: { message: `(#${code}) x`, type: 'OAuthException', code, fbtrace_id: 'Az', ...more } })
const answerOf = (httpStatus: number, body: string, headers: Answer['headers'] = {}): Outcome =>
  outcomeOfAnswer({ httpStatus, headers, body })

test('every code of every class gives its outcome, whatever the HTTP status', () => {
  for (const httpStatus of [400, 403, 404, 500, 503])
    for (const name of classes)
      for (const code of documented[name].filter((one) => one !== 1)) {
        const outcome = answerOf(httpStatus, graphError(code))
        if (name === 'retry') assert.equal(outcome.kind, 'unreachable')
        else if (name === 'limit') assert.equal(outcome.kind, 'throttled')
        else assert.deepEqual([outcome.kind, 'class' in outcome && outcome.class], ['refused', name])
        assert.ok('error' in outcome && outcome.error?.code === code && outcome.error.httpStatus === httpStatus)
      }
})

test('a success with a wamid is sent', () => {
  const messages = [{ id: 'wamid.X', message_status: 'accepted' }]
  const accepted = (contacts: unknown) =>
    answerOf(200, JSON.stringify({ messaging_product: 'whatsapp', contacts, messages }))
  assert.deepEqual(accepted([{ input: '+5215', wa_id: '521' }]), { kind: 'sent', wamid: 'wamid.X', recipientId: '521' })
  assert.deepEqual(accepted([{ input: 'US.1', user_id: 'US.1' }]), {
    kind: 'sent',
    wamid: 'wamid.X',
    recipientId: 'US.1',
  })
  assert.deepEqual(accepted(undefined), { kind: 'sent', wamid: 'wamid.X' })
})

test('a success without a wamid is unknown: it may have taken effect', () => {
  for (const body of [
    '',
    'ok',
    '<html>',
    '{}',
    '{"messages":[]}',
    '{"messages":[{"id":7}]}',
    '{"messages":[{"id":"wam',
    graphError(131009),
  ])
    assert.equal(answerOf(200, body).kind, 'unknown', body)
})

test('the outcome carries the whole error', () => {
  const body = graphError(132000, {
    error_subcode: 2494073,
    error_user_title: 'Title',
    error_data: { messaging_product: 'whatsapp', details: 'body: number of localizable_params (1)' },
    href: 'https://x',
  })
  assert.deepEqual(answerOf(400, body), {
    kind: 'refused',
    class: 'fix',
    error: {
      code: 132000,
      subcode: 2494073,
      title: 'Title',
      message: '(#132000) x',
      details: 'body: number of localizable_params (1)',
      href: 'https://x',
      fbtraceId: 'Az',
      httpStatus: 400,
    },
  })
})

test('a pause has its scope and its length', () => {
  const pause = (code: number, headers: Answer['headers'] = {}) => {
    const outcome = answerOf(400, graphError(code), headers)
    assert.ok(outcome.kind === 'throttled')
    return [outcome.scope, outcome.retryAfterMs]
  }
  const usage = JSON.stringify({
    '1': [{ type: 'whatsapp', estimated_time_to_regain_access: 3 }, { estimated_time_to_regain_access: 5 }],
    '2': 'x',
  })
  assert.deepEqual(pause(131056), ['pair', undefined])
  assert.deepEqual(pause(130429), ['number', undefined])
  assert.deepEqual(pause(130429, { 'retry-after': '7' }), ['number', 7_000])
  assert.deepEqual(pause(130429, { 'retry-after': ['0.5', '9'] }), ['number', 500])
  assert.deepEqual(pause(80007, { 'x-business-use-case-usage': usage }), ['number', 300_000])
  assert.deepEqual(pause(80007, { 'retry-after': '7', 'x-business-use-case-usage': usage }), ['number', 7_000])
  const date = 'Tue, 01 Sep 2026 10:00:00 GMT'
  assert.deepEqual(pause(4, { date, 'retry-after': 'Tue, 01 Sep 2026 10:00:30 GMT' }), ['number', 30_000])
  assert.deepEqual(pause(4, { date, 'retry-after': 'Tue, 01 Sep 2026 09:00:00 GMT' }), ['number', undefined])
  assert.deepEqual(pause(4, { 'retry-after': '999999999' }), ['number', 3_600_000])
  for (const nonsense of ['', '-5', 'soon', '{}', 'NaN', 'Infinity'])
    assert.deepEqual(pause(4, { 'retry-after': nonsense, 'x-business-use-case-usage': nonsense }), [
      'number',
      undefined,
    ])
})

test('answers without an error of Meta have an outcome by their status', () => {
  for (const body of ['', '<html>502</html>', '{"error":"x"}', '{"error":{"message":"x"}}', '[]', 'null', '{"err']) {
    for (const status of [500, 502, 503, 504, 408, 100, 0]) assert.equal(answerOf(status, body).kind, 'unknown')
    assert.equal(answerOf(429, body).kind, 'throttled')
    // A page of a proxy: the request never reached Meta, so the page says nothing of the message or the account.
    for (const status of [301, 302, 304, 400, 401, 403, 404, 405, 407, 410, 413, 414, 421, 451, 499]) {
      const outcome = answerOf(status, body)
      assert.ok(outcome.kind === 'unreachable', `${status}`)
      assert.equal(outcome.error?.httpStatus, status)
    }
  }
})

test('an error that Meta calls transient is retried', () => {
  assert.equal(answerOf(400, graphError(1, { is_transient: true })).kind, 'unreachable')
  assert.equal(answerOf(400, graphError(1)).kind, 'refused')
  assert.equal(answerOf(500, graphError(1)).kind, 'unreachable')
})

const kinds = new Set(['sent', 'refused', 'throttled', 'unreachable', 'unknown'])
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.jsonValue().map((error) => JSON.stringify({ error })),
  fc
    .dictionary(fc.constantFrom('code', 'message', 'error_data', 'error_subcode', 'is_transient'), fc.jsonValue())
    .map((error) => JSON.stringify({ error })),
  fc.jsonValue().map((messages) => JSON.stringify({ messages })),
)
const headers = fc.dictionary(
  fc.constantFrom('retry-after', 'date', 'x-business-use-case-usage'),
  fc.oneof(fc.string(), fc.json(), fc.array(fc.string()), fc.constant(undefined)),
)

test('any answer is an outcome that survives JSON', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999 }), headers, text, (httpStatus, with_, body) => {
      const outcome = outcomeOfAnswer({ httpStatus, headers: with_, body })
      assert.ok(kinds.has(outcome.kind))
      assert.deepEqual(JSON.parse(JSON.stringify(outcome)), outcome)
      if (outcome.kind === 'sent') assert.ok(httpStatus >= 200 && httpStatus < 300)
      if (outcome.kind === 'throttled') assert.ok(outcome.retryAfterMs === undefined || outcome.retryAfterMs > 0)
    }),
    { numRuns: 3_000 },
  )
})

const errorWith = (code: string): Error => Object.assign(new Error('x'), { code })

test('before anything was written no error leaves the outcome unknown', () => {
  for (const error of [
    errorWith('ECONNREFUSED'),
    errorWith('ECONNRESET'),
    errorWith('CERT_HAS_EXPIRED'),
    new Error('x'),
    null,
  ])
    assert.equal(outcomeOfError(error, { written: false }).kind, 'unreachable')
})

test('a connection that was never made wrote nothing, as an error or as its cause', () => {
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
    for (const error of [
      errorWith(code),
      new Error('x', { cause: errorWith(code) }),
      new AggregateError([errorWith(code)]),
    ])
      assert.equal(outcomeOfError(error, { written: true }).kind, 'unreachable', code)
})

test('after the write every other end is unknown', () => {
  const codes = [
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'UND_ERR_SOCKET',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'UND_ERR_ABORTED',
    '',
  ]
  for (const code of codes) assert.equal(outcomeOfError(errorWith(code), { written: true }).kind, 'unknown', code)
  fc.assert(
    fc.property(fc.anything(), (error) => assert.equal(typeof outcomeOfError(error, { written: true }).kind, 'string')),
  )
})
