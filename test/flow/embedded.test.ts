/** The package's main entry: a gateway with its sandbox in a program, from the first message to the end. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type RecadoSettings, startRecado } from '../../src/recado.ts'
import { eventually, person, request, sandboxMessages, textOf } from '../support/gateway.ts'

let folder = ''

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'recado-embedded-'))
})
after(() => rmSync(folder, { recursive: true }))

const onFreePorts = (name: string): RecadoSettings => ({ port: 0, sandboxPort: 0, dataDir: join(folder, name) })

test('a message of a program reaches the phone; several run at once; what was stopped leaves its port and data', async () => {
  const settings = onFreePorts('first')
  {
    await using recado = await startRecado(settings)
    await using other = await startRecado({ ...onFreePorts('other'), sandbox: false })
    assert.deepEqual([other.sandboxUrl, other.demo], [undefined, undefined])
    assert.ok(recado.signInUrl?.startsWith(`${recado.url}/sign-in#`))
    assert.ok((recado.newAdminToken ?? '').length >= 32)
    const { botId, clientId, clientSecret } = recado.demo ?? assert.fail('there is no demo')
    const sent = await request(
      `${recado.url}/v1/bots/${botId}/messages`,
      'POST',
      { type: 'text', userId: person, text: 'Hola' },
      { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    )
    assert.equal(sent.status, 200)
    const shown = await eventually(async () => {
      const { body } = await request(`${recado.sandboxUrl}/_sandbox/messages?to=${person}`, 'GET')
      const texts = sandboxMessages(body).filter(({ direction }) => direction === 'out')
      return texts.length > 0 && texts.map(textOf)
    }, 'the message is on the phone')
    assert.deepEqual(shown, ['Hola'])
  }
  const again = await startRecado(settings)
  assert.equal(again.newAdminToken, undefined, 'it is the same installation')
  await again.stop()
})

test('settings are checked by the table of the command, by their names there, and the environment is not read', async () => {
  process.env.RECADO_PORT = 'no port'
  try {
    await (await startRecado(onFreePorts('environment'))).stop()
  } finally {
    delete process.env.RECADO_PORT
  }
  await assert.rejects(startRecado({ port: 70_000 }), /RECADO_PORT must be a whole number from 0 to 65535/)
  await assert.rejects(startRecado({ RECADO_STOP_TIMEOUT_MS: 'soon' }), /RECADO_STOP_TIMEOUT_MS must be/)
  await assert.rejects(startRecado({ RECADO_PROT: '1' }), /did you mean RECADO_PORT\?/)
  await assert.rejects(startRecado({ prot: 1 } as RecadoSettings), /prot is not a known setting/)
  assert.deepEqual(readdirSync(folder).sort(), ['environment', 'first', 'other'])
})

test('log lines of gateway and sandbox go where the program says', async () => {
  const lines: Record<string, unknown>[] = []
  const logTo = { write: (line: string) => void lines.push(JSON.parse(line)) }
  const settings: RecadoSettings = { ...onFreePorts('log'), logLevel: 'debug', logTo, RECADO_URL: 'http://127.0.0.1' }
  await using recado = await startRecado(settings)
  assert.equal((await request(`${recado.url}/healthz`, 'GET')).status, 200)
  // Nothing listens there: the sandbox says that its handshake failed.
  await request(`${recado.sandboxUrl}/_sandbox/subscription`, 'PUT', { url: 'http://127.0.0.1:1/' })
  const ofSandbox = () => lines.filter(({ name }) => name === 'sandbox')
  await eventually(() => ofSandbox().length > 0 && lines.length > ofSandbox().length, 'both log')
  assert.ok(lines.some(({ level, msg }) => level === 40 && /ignored: RECADO_URL/.test(String(msg))))
})
