/** The support panel over a restart, and its removal: nothing is lost between the two, and nothing is doubled. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { idsOf, startGateway } from '../support/gateway.ts'
import { agentMessage, eventsOf, isSignedWith, panelPosts } from '../support/panel.ts'
import { startReceiver } from '../support/receiver.ts'

test('what the panel missed while it was away comes after a restart, in order; a repeated post sends nothing', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'recado-panel-'))
  const ana = '593987652001'
  await using panel = await startReceiver()
  let isAway = true
  panel.answer((_, response) => response.writeHead(isAway ? 503 : 200).end())
  try {
    const before = await startGateway({ RECADO_DATA_DIR: dataDir })
    const made = await before.call('POST', '/jelouapi/v1/external-support/demo', { webhookUrl: panel.url })
    const secret = String(made.body.signingSecret)
    await before.simulateInbound({ type: 'text', text: 'hola' }, ana)
    await before.call('POST', '/v1/users/state', { botId: 'demo', userId: ana, state: 'manual' })
    await before.simulateInbound({ type: 'text', text: 'uno' }, ana)
    await panel.until((received) => received.length > 0)
    const body = agentMessage(ana, 'agent-1', 'Un momento.')
    const [messageId] = idsOf(await panelPosts(before, secret, body))
    await before.phoneUntil((messages) => messages.length === 1, ana)
    await before.app.stop()

    isAway = false
    const missed = panel.received.length
    await using again = await startGateway({ RECADO_DATA_DIR: dataDir })
    const { id } = (await again.manage('GET', '/manage/v1/bots/demo/support-panel')).body
    await again.manage('POST', `/manage/v1/endpoints/${String(id)}/resume`)
    const all = await panel.until((received) => received.length >= missed + 2)
    const arrived = all.slice(missed)
    assert.ok(arrived.every((one) => isSignedWith(secret, one)))
    assert.deepEqual(
      eventsOf(arrived, ana).map(({ event_type }) => event_type),
      ['conversation.start', 'message'],
    )
    assert.deepEqual(idsOf(await panelPosts(again, secret, body)), [messageId])

    const removed = await again.manage('DELETE', '/manage/v1/bots/demo/support-panel')
    assert.equal(removed.status, 204)
    assert.equal((await panelPosts(again, secret, agentMessage(ana, 'agent-2', 'tarde'))).status, 404)

    const [known] = eventsOf(arrived, ana)
    await again.call('POST', '/jelouapi/v1/external-support/demo', { webhookUrl: panel.url })
    const soFar = panel.received.length
    await again.simulateInbound({ type: 'text', text: 'dos' }, ana)
    const anew = eventsOf((await panel.until(({ length }) => length >= soFar + 2)).slice(soFar), ana)
    assert.deepEqual(
      anew.map(({ event_type }) => event_type),
      ['conversation.start', 'message'],
      'another panel has the conversation from its beginning',
    )
    assert.notEqual(anew[0]?.conversation.id, known?.conversation.id)
  } finally {
    rmSync(dataDir, { recursive: true })
  }
})
