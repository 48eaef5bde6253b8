/** The name under which a document is shown: its source, what a host may set, and what is removed from it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encode } from '../../src/channel/cloud/encode/encode.ts'
import { documentName, longestName, nameInDisposition } from '../../src/model/media/document-name.ts'

const office = 'application/vnd.openxmlformats-officedocument'
const url = 'https://cdn.ejemplo.com/docs/contrato%20final.pdf?sig=a/b.txt'

const table: [string, Parameters<typeof documentName>[0], string | undefined][] = [
  ["the caller's", { given: 'Mío.pdf', url, known: { name: 'host.pdf' } }, 'Mío.pdf'],
  ["the caller's, with the type's extension", { given: 'Mío', url, known: { mimeType: 'application/pdf' } }, 'Mío.pdf'],
  ['a version is no extension', { given: 'Plan v2.1', url, known: { mimeType: 'application/pdf' } }, 'Plan v2.1.pdf'],
  ["the host's", { url, known: { name: 'host.pdf', mimeType: 'application/pdf' } }, 'host.pdf'],
  ["the address's", { url }, 'contrato final.pdf'],
  ['another extension than the type has stays', { url, known: { mimeType: 'text/plain' } }, 'contrato final.pdf'],
  ['a program', { url: 'https://a.com/get.php', known: { mimeType: `${office}.spreadsheetml.sheet` } }, 'get.xlsx'],
  ['a program of unknown type', { url: 'https://a.com/get.php' }, 'get.php'],
  ['a number', { url: 'https://a.com/7', known: { mimeType: 'text/plain' } }, '7.txt'],
  ['no path', { url: 'https://a.com', known: { mimeType: 'application/pdf' } }, undefined],
  ['a folder', { url: 'https://a.com/docs/' }, undefined],
  ['a hidden slash', { url: 'https://a.com/..%2f..%2fetc%2fpasswd' }, 'passwd'],
  ['bad percents', { url: 'https://a.com/100%25%.pdf' }, '100%25%.pdf'],
]

test('the name comes from the caller, else from the host, else from the address', () => {
  for (const [what, input, expected] of table) assert.equal(documentName(input), expected, what)
})

const headers: [string, string | undefined][] = [
  ['attachment; filename="factura.pdf"', 'factura.pdf'],
  ['attachment; filename=factura.pdf', 'factura.pdf'],
  ['attachment;FileName = "a \\"b\\".pdf"; size=3', 'a "b".pdf'],
  [`attachment; filename="x.pdf"; filename*=UTF-8''%C3%B1and%C3%BA.pdf`, 'ñandú.pdf'],
  [`attachment; filename*=UTF-16''x; filename="y.pdf"`, 'y.pdf'],
  [`inline; filename="${Buffer.from('ñandú.pdf').toString('latin1')}"`, 'ñandú.pdf'],
  ['inline; filename="ñandú.pdf"', 'ñandú.pdf'],
  ['attachment; filename="a%20b.pdf"', 'a b.pdf'],
  ['attachment; filename="C:\\\\docs\\\\x.pdf"', 'x.pdf'],
  ['attachment; filename=".."', undefined],
  ['attachment; filename=""', undefined],
  ['attachment', undefined],
]

test('a host names a file by Content-Disposition', () => {
  for (const [header, expected] of headers) assert.equal(nameInDisposition(header), expected, header)
})

test('a name has no folders and no control characters, and its length is bounded with the extension kept', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 600 })
  fc.assert(
    fc.property(texts, (text) => {
      const name = nameInDisposition(`attachment; filename*=UTF-8''${encodeURIComponent(text.toWellFormed())}`)
      if (name === undefined) return
      assert.doesNotMatch(name, /[/\\\p{Cc}\p{Cs}]/u)
      assert.ok([...name].length <= longestName)
    }),
  )
  const long = documentName({ url: `https://a.com/${'a'.repeat(500)}`, known: { mimeType: 'application/pdf' } })
  assert.deepEqual([long?.length, long?.endsWith('.pdf')], [longestName, true])
})

test('the request names it: by link and by id, as a message and as the header of a template', () => {
  const link = 'https://a.com/estado'
  const input = (content: Parameters<typeof encode>[0]['content']) =>
    ({ content, recipient: { phone: '593987654321' }, messageId: 'msg_1', attempt: 1, locale: 'es' }) as const
  const header = { kind: 'document', link } as const
  const template = { type: 'template', elementName: 'a', language: 'es', header, body: [], buttons: [] } as const
  const sentBy = (known: Parameters<typeof encode>[1]) =>
    [input({ type: 'file', mediaUrl: link }), input({ ...template, body: [], buttons: [] })].map((one) => {
      const body = JSON.stringify(encode(one, known))
      return JSON.parse(/"document":(\{[^{}]*\})/.exec(body)?.[1] ?? '{}')
    })
  assert.deepEqual(sentBy(new Map()), [
    { link, filename: 'estado' },
    { link, filename: 'estado' },
  ])
  const known = new Map([[link, { mediaId: '7', name: 'Mayo', mimeType: 'application/pdf' }]])
  assert.deepEqual(sentBy(known), [
    { id: '7', filename: 'Mayo.pdf' },
    { id: '7', filename: 'Mayo.pdf' },
  ])
})
