/**
 * Secrets of a bot's channel by the management API, on both stores: another Graph server requires an access token with
 * it, and a renewed webhook secret overlaps with the former one.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { secretsOf, signatureHeaders } from '../../src/webhooks/sign.ts'
import { type HttpTestBase, openTestHttp, secrets } from '../support/http.ts'
import { tieredBackends } from '../support/store.ts'

const bot = '/manage/v1/bots/demo'

for (const backend of tieredBackends) {
  const open = async () => openTestHttp({}, (await backend.open()) as unknown as HttpTestBase)

  test(`another Graph server gets an access token of its own, by https, or nothing changes (${backend.name})`, async () => {
    await using http = await open()
    const before = (await http.store.bot('demo'))?.channel
    const wrong: [Record<string, string>, string][] = [
      [{ graphUrl: 'https://evil.example' }, 'channel.accessToken'],
      [{ graphUrl: 'https://evil.example', appSecret: 'x' }, 'channel.accessToken'],
      [{ graphUrl: 'http://evil.example', accessToken: 'y' }, 'channel.graphUrl'],
      [{ graphUrl: 'http://10.0.0.7', accessToken: 'y' }, 'channel.graphUrl'],
      [{ graphUrl: 'http://127.0.0.1.evil.example', accessToken: 'y' }, 'channel.graphUrl'],
    ]
    for (const [channel, field] of wrong) {
      const { status, json } = await http.inject('PATCH', bot, { body: { channel } })
      assert.deepEqual([status, Object.keys(json.validationError)], [422, [field]], JSON.stringify(channel))
    }
    assert.deepEqual((await http.store.bot('demo'))?.channel, before)
    const right = [
      { graphUrl: before?.graphUrl ?? '' },
      { graphUrl: 'https://graph.facebook.com', accessToken: 'one for Meta' },
      { graphUrl: 'http://localhost:3001', accessToken: 'one for the sandbox' },
      { accessToken: 'renewed' },
    ]
    for (const channel of right) {
      const { status } = await http.inject('PATCH', bot, { body: { channel } })
      assert.equal(status, 200, JSON.stringify(channel))
    }
  })

  test(`a renewed webhook secret and the former one both sign until the overlap ends (${backend.name})`, async () => {
    await using http = await open()
    const renew = async (body?: object) =>
      String((await http.inject('POST', `${bot}/webhook-secret`, body && { body })).json.webhookSecret)
    const verifies = async (secret: string, at: number) => {
      const known = await http.store.bot('demo')
      assert.ok(known)
      const headers = signatureHeaders(secretsOf(known, at), 'evt_1', Date.now(), '{"a":1}')
      try {
        new Webhook(secret).verify('{"a":1}', headers)
        return true
      } catch {
        return false
      }
    }
    const first = await renew({ overlapSeconds: 0 })
    const second = await renew({ overlapSeconds: 60 })
    assert.deepEqual([await verifies(first, http.now.at), await verifies(second, http.now.at)], [true, true])
    const later = http.now.at + 60_000
    assert.deepEqual([await verifies(first, later), await verifies(second, later)], [false, true])
    const third = await renew()
    const day = http.now.at + 86_399_999
    assert.deepEqual([await verifies(second, day), await verifies(third, day)], [true, true])
    const fourth = await renew({ overlapSeconds: 0 })
    assert.deepEqual([await verifies(third, http.now.at), await verifies(fourth, http.now.at)], [false, true])
    const shown = (await http.inject('GET', bot)).text
    for (const secret of [first, second, third, fourth, secrets.accessToken])
      assert.equal(shown.includes(secret), false)
  })

  test(`origins of a client are stored (${backend.name})`, async () => {
    await using http = await open()
    const origins = ['https://app.example.com', 'http://localhost:5173']
    const made = await http.inject('POST', '/manage/v1/clients', { body: { name: 'Page', bots: 'all', origins } })
    assert.deepEqual([made.status, made.json.origins], [201, origins])
    const path = `/manage/v1/clients/${made.json.clientId}`
    assert.deepEqual((await http.inject('GET', path)).json.origins, origins)
    assert.deepEqual((await http.inject('PATCH', path, { body: { origins: [] } })).json.origins, [])
  })
}
