/** Names in the Host header: which are ours, and which came from elsewhere. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostnameOf, parseHostList } from '../../src/model/network/hosts.ts'
import { openTestHttp } from '../support/http.ts'

test('a name is read without its port, in any case, and anything else is none', () => {
  const table: [string, string | undefined][] = [
    ['Recado.Example.com:3000', 'recado.example.com'],
    ['recado.example.com.', 'recado.example.com'],
    ['[::1]:3000', '[::1]'],
    ['127.0.0.1', '127.0.0.1'],
    ['a b', undefined],
    ['', undefined],
    ['user@host', undefined],
    ['host/path', undefined],
    ['host:port', undefined],
  ]
  for (const [header, name] of table) assert.equal(hostnameOf(header), name, header)
})

test('only our own names are answered, on every route and for every method', async () => {
  const names = { host: '192.0.2.7', publicUrl: 'https://recado.example.com', hosts: parseHostList('gw, *.internal') }
  await using http = await openTestHttp({ names })
  const ours = ['localhost:3000', '127.0.0.1', '127.9.9.9:1', '[::1]:3000', 'recado.localhost', '192.0.2.7:3000']
  const listed = ['recado.example.com', 'RECADO.example.com:443', 'gw:3000', 'a.b.internal']
  const foreign = ['evil.example', 'evil.example:3000', 'internal', 'xinternal', 'recado.example.com.evil.example']
  const others = [
    '192.0.2.8',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '2130706433',
    'localhost@evil',
    '[::2]',
  ]
  for (const url of [
    '/healthz',
    '/',
    '/docs',
    '/metrics',
    '/openapi.json',
    '/v1/bots/demo/users',
    '/manage/v1/bots',
    '/no',
  ]) {
    for (const host of [...ours, ...listed]) {
      const { status } = await http.inject('GET', url, { headers: { host } })
      assert.notEqual(status, 421, `${host}${url}`)
    }
    for (const host of [...foreign, ...others]) {
      for (const method of ['GET', 'POST', 'OPTIONS'] as const) {
        const { status, headers } = await http.inject(method, url, { headers: { host } })
        assert.equal(status, 421, `${method} ${host}${url}`)
        assert.equal(headers['x-content-type-options'], 'nosniff')
      }
    }
  }
})

test('when listening on every address, the address of the connection is a name, and no other', async () => {
  await using http = await openTestHttp({ names: { host: '0.0.0.0', hosts: parseHostList('') } })
  assert.equal((await http.inject('GET', '/healthz', { headers: { host: '127.0.0.1' } })).status, 200)
  assert.equal((await http.inject('GET', '/healthz', { headers: { host: '192.0.2.8' } })).status, 421)
})
