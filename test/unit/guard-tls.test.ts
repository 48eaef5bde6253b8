/** The guard over TLS: the certificate is verified against the requested name, at the checked address. */
import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import tls, { type TLSSocket } from 'node:tls'
import { parseAllowList } from '../../src/egress/allow-list.ts'
import { createGuardedAgent } from '../../src/egress/guard.ts'
import { guardedRequest } from '../../src/egress/request.ts'

test('https reaches the checked address, and only with a trusted certificate for the name', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const cert = selfSigned('bot.example.com', publicKey, privateKey)
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  const names: unknown[] = []
  const server = https.createServer({ key, cert }, (request, response) => {
    names.push((request.socket as TLSSocket).servername)
    response.end('ok')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const request = async (host: string) => {
    const allow = parseAllowList('127.0.0.1')
    const agent = createGuardedAgent(allow, {
      lookup: (_, __, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }]),
    })
    const url = `https://${host}:${port}/`
    const result = await guardedRequest(
      { agent, allow },
      { method: 'GET', url, headers: {}, timeoutMs: 5_000, maxBytes: 9 },
    )
    await agent.destroy()
    return result.kind === 'answer' ? result.body : result.reason
  }
  assert.equal(await request('bot.example.com'), "the host's certificate is not valid")
  tls.setDefaultCACertificates([cert])
  assert.equal(await request('bot.example.com'), 'ok')
  assert.equal(await request('other.example.com'), "the host's certificate is not valid")
  assert.deepEqual(names, ['bot.example.com'])
  server.closeAllConnections()
  server.close()
})

/** X.509 in DER by hand, so that the test needs neither a key in the repository nor a tool on the machine. */
function selfSigned(name: string, publicKey: KeyObject, privateKey: KeyObject): string {
  const oid = (...bytes: number[]) => der(0x06, Buffer.from(bytes))
  const algorithm = der(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2)) // ecdsa-with-SHA256
  const subject = der(0x30, der(0x31, der(0x30, oid(0x55, 4, 3), der(0x0c, Buffer.from(name)))))
  const validity = der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')))
  const altName = der(0x30, oid(0x55, 0x1d, 0x11), der(0x04, der(0x30, der(0x82, Buffer.from(name)))))
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    subject,
    validity,
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, altName)),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  const text = der(0x30, body, algorithm, signature).toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${text.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const length = content.length
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
