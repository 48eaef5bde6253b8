/** The commands that ask a gateway, against a real one with its sandbox: each as it is meant, and its likely mistake. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { eventually, type Gateway, person, startGateway, textOf } from '../support/gateway.ts'
import { openShell, type Shell } from '../support/recado.ts'
import { startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let shell: Shell

before(async () => {
  gateway = await startGateway()
  shell = openShell(gateway)
})
after(async () => {
  shell?.[Symbol.dispose]()
  await gateway?.[Symbol.asyncDispose]()
})

const file = (name: string, text: string) => {
  const path = join(shell.folder, name)
  writeFileSync(path, text)
  return path
}

describe('send', () => {
  test('brings a text and a template to the phone, and says what became of them', async () => {
    const text = await shell.json<{ state: string }>(['send', person, 'Hola desde la terminal', '--wait'])
    assert.ok(['sent', 'delivered', 'read'].includes(text.state), text.state)
    await shell.json(['send', person, '--template', 'demo_text', '--param', 'Ana', '--param', '1055'])
    const shown = await gateway.phoneUntil((messages) => messages.length >= 2)
    assert.equal(textOf(shown[0] as never), 'Hola desde la terminal')
    assert.match(JSON.stringify(shown[1]?.rendered), /Hola Ana, tu pedido 1055/)
  })

  test('a message that fails later ends with 1 and its reason', async () => {
    await gateway.control('POST', '/_sandbox/faults', { kind: 'graphError', code: 131026, times: 1 })
    const { code, stderr } = await shell.run(['send', person, 'No llega', '--wait'])
    assert.equal(code, 1, stderr)
    assert.match(stderr, /is failed: .*131026/)
  })
})

test('a bot is added, listed and removed; its credentials come from files', async () => {
  const token = file('token.txt', 'a-token\n')
  const channel = ['--phone-number-id', '100000000000077', '--waba-id', '200000000000001', '--token-file', token]
  const secret = file('secret.txt', 'an-app-secret')
  const graph = ['--graph-url', gateway.sandboxUrl, '--app-secret-file', secret]
  const added = await shell.json<{ id: string; webhookSecret: string; verifyToken: string }>([
    'bot',
    'add',
    'Ventas',
    '--id',
    'ventas',
    ...channel,
    ...graph,
  ])
  assert.equal(added.id, 'ventas')
  assert.ok(added.webhookSecret.startsWith('whsec_') && added.verifyToken.length === 32)
  const renewed = await shell.json<{ webhookSecret: string }>(['secret', 'ventas', '--overlap', '0'])
  assert.match(renewed.webhookSecret, /^whsec_/)
  const listed = await shell.json<{ id: string }[]>(['bot', 'list'])
  assert.ok(listed.some(({ id }) => id === 'ventas'))
  await shell.json(['bot', 'remove', 'ventas'])
  const missing = await shell.run([
    'bot',
    'add',
    'Ventas',
    ...channel.slice(0, 4),
    '--token-file',
    join(shell.folder, 'no'),
    ...graph,
  ])
  assert.equal(missing.code, 2)
  assert.match(missing.stderr, /cannot be read \(ENOENT\)/)
})

test('clients and keys are made, used and removed', async () => {
  const client = await shell.json<{ clientId: string; clientSecret: string }>([
    'client',
    'add',
    'Tienda',
    '--bots',
    'demo',
  ])
  const as = { RECADO_CLIENT: `${client.clientId}:${client.clientSecret}` }
  await shell.json(['template', 'preview', 'demo_text', '--param', 'Ana', '--param', '1'], as)
  await shell.json(['client', 'remove', client.clientId])
  const refused = await shell.run(['template', 'preview', 'demo_text', '--param', 'Ana', '--param', '1'], as)
  assert.equal(refused.code, 3)
  assert.match(refused.stderr, /\(401\): the credentials are not accepted/)
  const key = await shell.json<{ keyId: string; apiKey: string }>([
    'key',
    'add',
    'Informes',
    '--role',
    'viewer',
    '--days',
    '1',
  ])
  const viewer = { RECADO_KEY: key.apiKey, RECADO_CLIENT: '' }
  assert.ok((await shell.json<unknown[]>(['template', 'list'], viewer)).length > 10)
  const write = await shell.run(['send', person, 'Hola'], viewer)
  assert.deepEqual([write.code, /\(403\)/.test(write.stderr)], [3, true], write.stderr)
})

describe('templates', () => {
  test('are pulled, sent on when they are new or changed, and else left alone', async () => {
    const folder = join(shell.folder, 'templates')
    await shell.json(['template', 'pull', folder])
    assert.ok(readdirSync(folder).includes('demo_text.es.json'))
    const template = JSON.parse(readFileSync(join(folder, 'demo_plain.es.json'), 'utf8'))
    const path = file('new.json', JSON.stringify({ ...template, name: 'from_the_terminal' }))
    const pushed = await shell.json<{ action: string }[]>([
      'template',
      'push',
      path,
      join(folder, 'demo_plain.es.json'),
    ])
    assert.deepEqual(
      pushed.map(({ action }) => action),
      ['created', 'unchanged'],
    )
  })

  test('one that breaks a rule of Meta is refused without a gateway, by its field', async () => {
    const body = { type: 'BODY', text: 'Hola {{1}}' }
    const path = file(
      'bad.json',
      JSON.stringify({ name: 'bad', language: 'es', category: 'UTILITY', components: [body] }),
    )
    const { code, stderr } = await shell.run(['template', 'validate', path], { RECADO_URL: 'http://127.0.0.1:1' })
    assert.equal(code, 1, stderr)
    assert.match(stderr, /bad\.json: components\[?/)
  })
})

describe('campaigns', () => {
  test('a file is sent and followed to its end; the report names every row', async () => {
    const path = file('people.csv', 'phone,name,order\n593987650001,Ana,1\n593987650002,Luis,2\n')
    const ended = await shell.json<{ _id: string; status: string; counts: { rows: number; failed: number } }>([
      ...['campaign', 'send', path, '--template', 'demo_text', '--name', 'Mayo'],
    ])
    assert.deepEqual([ended.status, ended.counts.rows, ended.counts.failed], ['COMPLETED', 2, 0])
    const report = join(shell.folder, 'report.csv')
    await shell.json(['campaign', 'report', ended._id, '--output', report])
    assert.match(readFileSync(report, 'utf8'), /593987650001[\s\S]*593987650002/)
  })

  test('one that waits is paused, resumed and canceled; what does not fit is told line by line before', async () => {
    const path = file('later.csv', 'phone,name,order\n593987650003,Eva,3\nnobody,X,4\n')
    const base = ['campaign', 'send', path, '--template', 'demo_text']
    const checked = await shell.json<{ good: number; bad: number }>([...base, '--dry-run'])
    assert.deepEqual([checked.good, checked.bad], [1, 1])
    const at = new Date(Date.now() + 86_400_000).toISOString()
    const { campaignId } = await shell.json<{ campaignId: string }>([...base, '--at', at])
    await eventually(
      async () => (await gateway.call('GET', `/v1/campaigns/${campaignId}`)).body.isImported,
      'it is read',
    )
    for (const [verb, status] of [
      ['pause', 'PAUSED'],
      ['resume', 'SCHEDULED'],
      ['cancel', 'CANCELED'],
    ] as const) {
      const changed = await shell.json<{ status: string }>(['campaign', verb, campaignId])
      assert.equal(changed.status, status)
    }
    const gone = await shell.run(['campaign', 'status', 'cmp_none'])
    assert.equal(gone.code, 3)
  })
})

describe('events', () => {
  test('tail shows them as JSON lines, and only those that are asked for', async () => {
    const since = new Date(gateway.now() - 3_600_000).toISOString()
    await gateway.simulateInbound({ type: 'text', text: 'Hola' })
    const { code, stdout } = await shell.run(['tail', '--once', '--json', '--since', since, '--type', 'message'])
    assert.equal(code, 0)
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; at: string })
    assert.ok(events.length >= 2 && events.every(({ type }) => type === 'message'))
    assert.deepEqual(
      events.map(({ at }) => at),
      events.map(({ at }) => at).sort(),
    )
    const wrong = await shell.run(['tail', '--once', '--type', 'nothing'])
    assert.equal(wrong.code, 3)
  })

  test('a span is replayed to an endpoint; a span that is none is refused before', async () => {
    await using receiver = await startReceiver()
    await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: receiver.url })
    const { body } = await gateway.manage('GET', '/manage/v1/bots/demo/endpoints')
    const [{ id } = { id: '' }] = body.results as { id: string }[]
    await gateway.simulateInbound({ type: 'text', text: 'Otra vez' })
    await receiver.until((received) => received.length > 0)
    const from = new Date(gateway.now() - 3_600_000).toISOString()
    const { replayed } = await shell.json<{ replayed: number }>(['replay', id, '--from', from])
    assert.ok(replayed >= 1, String(replayed))
    const wrong = await shell.run(['replay', id, '--from', 'yesterday'])
    assert.deepEqual([wrong.code, /--from must be an instant/.test(wrong.stderr)], [2, true], wrong.stderr)
  })

  test('items without a place are listed, and stay where no bot takes them', async () => {
    const listed = await shell.json<{ results: unknown[] }>(['unprocessed', 'list'])
    assert.ok(Array.isArray(listed.results))
    const done = await shell.run(['unprocessed', 'replay', '--all', '--json'])
    assert.equal(done.code, listed.results.length === 0 ? 0 : 1, done.stderr)
    const neither = await shell.run(['unprocessed', 'replay'])
    assert.equal(neither.code, 2)
  })
})
