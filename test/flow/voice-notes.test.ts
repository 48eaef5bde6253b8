/**
 * Voice notes through real HTTP: what fits is sent as it is, other audio is converted where a program for it is there,
 * here a stand-in, and is refused with what to do where there is none. Files are on a server of this machine.
 */
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { mp3, oggOpus } from '../../sandbox/samples/audio.ts'
import { eventually, type Gateway, idsOf, person, startGateway } from '../support/gateway.ts'

const note = oggOpus()
const stereo = Buffer.from(note)
stereo[stereo.indexOf('OpusHead') + 9] = 2
const served: Record<string, [type: string, bytes: Buffer]> = {
  '/note.ogg': ['audio/ogg', note],
  '/stereo.ogg': ['audio/ogg', stereo],
  '/song.mp3': ['audio/mpeg', mp3()],
}

const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
const server = createServer((request, response) => {
  const [type, bytes] = served[request.url?.split('?')[0] ?? ''] ?? ['text/plain', Buffer.from('?')]
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length }).end(bytes)
})
let files = ''
let plain: Gateway
let converting: Gateway

async function start(ffmpeg: string): Promise<Gateway> {
  const rules = { window: false, linkMedia: true }
  const gateway = await startGateway(
    { RECADO_FFMPEG: ffmpeg, RECADO_ALLOW_PRIVATE: '127.0.0.1' },
    { sandbox: { rules } },
  )
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { mediaProbe: true, window: 'off' })
  return gateway
}

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  files = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  writeFileSync(join(folder, 'note'), note)
  const program = join(folder, 'ffmpeg')
  writeFileSync(program, `#!/bin/sh\nexec /bin/cat ${folder}/note\n`)
  chmodSync(program, 0o755)
  plain = await start('off')
  converting = await start(program)
})

after(async () => {
  await plain?.[Symbol.asyncDispose]()
  await converting?.[Symbol.asyncDispose]()
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

async function end(gateway: Gateway, path: string, more: Record<string, unknown> = { voice: true }) {
  const body = { type: 'audio', userId: person, mediaUrl: files + path, ...more }
  const [id] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', body))
  return eventually(async () => {
    const { body: found } = await gateway.call('GET', `/v1/bots/demo/messages/${id}`)
    return (found.state === 'failed' || found.state === 'read') && found
  }, `${path} has ended`)
}

const lastAudio = async (gateway: Gateway) => (await gateway.phone()).findLast(({ body }) => body.type === 'audio')

test('what is one is sent by its address, drawn as one, and played', async () => {
  assert.equal((await end(plain, '/note.ogg')).state, 'read')
  const shown = await lastAudio(plain)
  assert.deepEqual(shown?.body.audio, { link: `${files}/note.ogg`, voice: true })
  assert.equal((shown?.rendered.media as { isVoice?: boolean }).isVoice, true)
  await eventually(async () => (await lastAudio(plain))?.status === 'played', 'it is played')
})

for (const path of ['/stereo.ogg', '/song.mp3'])
  test(`${path}: refused where nothing converts it, with what to do, and converted where something does`, async () => {
    const refused = await end(plain, path)
    const { key, message } = refused.error as { key: string; message: string }
    assert.equal(key, 'UNSUPPORTED_MEDIA_TYPE')
    assert.match(message, /must be Ogg with Opus, mono.*ffmpeg.*without voice/)
    assert.equal((await end(plain, path, {})).state, 'read', 'as plain audio it goes')

    assert.equal((await end(converting, path)).state, 'read')
    const { voice, id } = (await lastAudio(converting))?.body.audio as { voice?: boolean; id?: string }
    assert.equal(voice, true)
    assert.match(String(id), /^\d+$/)
  })

test('voice is true or false, of audio alone', async () => {
  const of = (more: Record<string, unknown>) =>
    plain.call('POST', '/v1/bots/demo/messages', { userId: person, mediaUrl: `${files}/note.ogg`, ...more })
  assert.deepEqual(Object.keys((await of({ type: 'audio', voice: 'yes' })).body.validationError as object), ['voice'])
  assert.equal((await of({ type: 'audio', voice: false })).status, 200)
  assert.equal((await of({ type: 'file', mediaUrl: `${files}/a.pdf`, voice: true })).status, 422)
})

test('without a look at files WhatsApp itself refuses what is none', async () => {
  await plain.manage('PATCH', '/manage/v1/bots/demo', { mediaProbe: false })
  const refused = await end(plain, '/stereo.ogg?unseen')
  assert.equal((refused.error as { code: number }).code, 131053)
})
