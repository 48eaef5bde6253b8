/** Every error of a network, a library or the system is described in words: without a library's code or an address. */
import assert from 'node:assert/strict'
import { constants } from 'node:os'
import { test } from 'node:test'
import fc from 'fast-check'
import { errors } from 'undici'
import { outcomeOfError } from '../../src/channel/cloud/outcomes/outcomes.ts'
import { failure } from '../../src/egress/request.ts'
import { networkReason, PlainError, reasonIn } from '../../src/model/errors/network.ts'
import { violationTexts } from '../../src/model/errors/violation.ts'

const plain = /^[a-z][a-zA-Z ,:']+$/
const coded = (code: string) => Object.assign(new Error(`connect ${code} 10.0.0.1:443`), { code })

type Thrown = new (text: string, status: number, about: { headers: object }) => Error

/** As undici, Node and fetch throw them. */
const all = [
  ...Object.keys(constants.errno).map(coded),
  ...['ENOTFOUND', 'EAI_AGAIN', 'HPE_INVALID_CONSTANT', 'ERR_SSL_WRONG_VERSION_NUMBER', 'CERT_HAS_EXPIRED'].map(coded),
  ...Object.values(errors).map((Made) => new (Made as Thrown)('other side closed', 0, { headers: {} })),
  new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }),
  new AggregateError([coded('ECONNREFUSED')]),
  AbortSignal.abort().reason,
  new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
]

test("no library's code and no address is left in a reason", () => {
  assert.ok(all.length > 60, `${all.length} errors were tried`)
  for (const error of all) {
    for (const reason of [networkReason(error), failure(error).reason, reasonOfSend(error)]) {
      assert.match(reason, plain, String(error))
      assert.doesNotMatch(reason, /[A-Z]{5}|_|fetch failed|undici|other side/, String(error))
    }
  }
  fc.assert(fc.property(fc.anything(), (error) => assert.match(networkReason(error), plain)))
})

function reasonOfSend(error: unknown): string {
  const outcome = outcomeOfError(error, { written: true })
  return 'reason' in outcome ? outcome.reason : (outcome.error.message ?? '')
}

test('common errors have texts of their own, in three languages', () => {
  const cut = networkReason(coded('ECONNRESET'))
  assert.equal(cut, 'the connection was cut')
  assert.equal(
    networkReason(new TypeError('fetch failed', { cause: coded('ECONNREFUSED') })),
    'the connection was refused',
  )
  assert.equal(reasonIn('es', cut), 'la conexión se cortó')
  assert.equal(reasonIn('pt', cut), 'a conexão foi interrompida')
  assert.equal(reasonIn('es', 'words of somebody else'), 'words of somebody else')
  const texts = violationTexts({ path: 'fileUrl', rule: 'file_fetch', args: { reason: cut } })
  assert.deepEqual(
    [texts.en.includes(cut), texts.es.includes('se cortó'), texts.pt.includes('foi interrompida')],
    [true, true, true],
  )
  assert.equal(networkReason(new PlainError('the file is larger than 9 bytes')), 'the file is larger than 9 bytes')
})
