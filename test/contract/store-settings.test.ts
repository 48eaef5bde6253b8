/** Settings are read back as written, also after a reopening; secrets are sealed at rest (promise 12). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Client } from '../../src/model/bot/bot.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import { testEndpoint } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimOne, testBot, textMessage } from '../support/store.ts'

const template = (elementName: string, language: string, status = 'APPROVED'): TemplateDefinition => ({
  elementName,
  language,
  category: 'UTILITY',
  status,
  components: [{ type: 'BODY', text: 'Hola {{1}}', extra: { kept: true } }],
})

for (const backend of backends) {
  describe(`settings (${backend.name})`, () => {
    test('bots: put, change, list, delete; the same after a reopening', async () => {
      await using ctx = await backend.open()
      const bots = [testBot({ id: 'bot_a', createdAt: 1 }), testBot({ id: 'bot_b', createdAt: 2, mediaProbe: true })]
      for (const bot of bots) await ctx.store.putBot(bot)
      const changed = { ...testBot({ id: 'bot_a' }), messagesPerSecond: 20, name: 'Changed', updatedAt: 9, revision: 2 }
      changed.channel.accessToken = 'another token'
      await ctx.store.putBot(changed)
      for (const open of [async () => ctx.store, () => ctx.reopen()]) {
        const store = await open()
        assert.deepEqual(await store.bots(), [changed, bots[1]])
        assert.deepEqual(await store.bot('bot_a'), changed)
        assert.equal(await store.bot('bot_none'), undefined)
      }
      assert.equal(await ctx.store.deleteBot({ id: 'bot_a', now: t0 }), true)
      assert.equal(await ctx.store.deleteBot({ id: 'bot_a', now: t0 }), false)
      assert.deepEqual(await (await ctx.reopen()).bots(), [bots[1]])
    })

    test('a phone number belongs to one bot; it is free again when the bot is deleted', async () => {
      await using ctx = await backend.open()
      const first = testBot({ id: 'bot_a' })
      const second = testBot({ id: 'bot_b', channel: first.channel })
      await ctx.store.putBot(first)
      await assert.rejects(ctx.store.putBot(second))
      assert.deepEqual(await ctx.store.bots(), [first])
      await ctx.store.deleteBot({ id: 'bot_a', now: t0 })
      await ctx.store.putBot(second)
      assert.deepEqual(await ctx.store.bots(), [second])
    })

    test('deleting a bot deletes its endpoints and templates, and nothing of another', async () => {
      await using ctx = await backend.open()
      for (const botId of ['bot_a', 'bot_b']) {
        await ctx.store.putBot(testBot({ id: botId }))
        await ctx.store.putEndpoint(testEndpoint(`ep_${botId}`, ['message'], { botId }))
        await ctx.store.putTemplate(botId, template('welcome', 'es'), t0)
      }
      await ctx.store.deleteBot({ id: 'bot_a', now: t0 })
      const left = async () => [...(await ctx.store.endpoints('bot_a')), ...(await ctx.store.templates('bot_a'))].length
      await eventually(async () => (await left()) === 0, 'its endpoints and templates are gone')
      assert.equal((await ctx.store.endpoints('bot_b')).length, 1)
      assert.equal((await ctx.store.templates('bot_b')).length, 1)
    })

    test('endpoints: every kind of authentication, disabled or not, as given', async () => {
      await using ctx = await backend.open()
      const endpoints = [
        testEndpoint('ep_1', ['message'], { createdAt: 1 }),
        testEndpoint('ep_2', [], { createdAt: 2, auth: { type: 'bearer', token: 'b' }, disabledAt: t0 }),
        testEndpoint('ep_3', ['read'], { createdAt: 3, auth: { type: 'basic', username: 'u', password: 'p' } }),
        testEndpoint('ep_4', ['read'], { createdAt: 4, auth: { type: 'api_key', header: 'x-key', value: 'v' } }),
      ]
      for (const endpoint of endpoints) await ctx.store.putEndpoint(endpoint)
      const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
      assert.deepEqual(plain(await (await ctx.reopen()).endpoints('bot_test')), plain(endpoints))
      await ctx.store.putEndpoint({ ...testEndpoint('ep_1', ['failed']), url: 'https://example.com/new' })
      assert.deepEqual((await ctx.store.endpoint('ep_1'))?.url, 'https://example.com/new')
      assert.equal(await ctx.store.endpoint('ep_none'), undefined)
    })

    test('clients and their secrets: put, change, rotate with overlap, delete', async () => {
      await using ctx = await backend.open()
      const client: Client = { id: 'client', name: 'A client', bots: 'all', createdAt: 1, updatedAt: 1 }
      await ctx.store.putClient(client)
      await ctx.store.putClient({ ...client, bots: ['bot_a'], updatedAt: 2 })
      await ctx.store.changeClient({ id: 'client', change: { strict: true }, now: 3 })
      assert.equal((await ctx.store.client('client'))?.strict, true)
      await ctx.store.changeClient({ id: 'client', change: { name: 'A client' }, now: 3 })
      assert.equal((await ctx.store.client('client'))?.strict, true)
      await ctx.store.changeClient({ id: 'client', change: { strict: false }, now: 2 })
      await ctx.store.addClientSecret({ clientId: 'client', secretHash: 'old', createdAt: 1 })
      await ctx.store.addClientSecret({ clientId: 'client', secretHash: 'new', createdAt: 2 })
      await ctx.store.expireClientSecrets('client', 'new', t0)
      await ctx.store.expireClientSecrets('client', 'new', t0 + 1)
      await ctx.reopen()
      assert.deepEqual(await ctx.store.clients(), [{ ...client, bots: ['bot_a'], updatedAt: 2, revision: 5 }])
      assert.deepEqual(
        (await ctx.store.clientSecrets('client')).map(({ secretHash, expiresAt }) => [secretHash, expiresAt]),
        [
          ['old', t0],
          ['new', undefined],
        ],
        'a later rotation does not lengthen the life of an old secret',
      )
      assert.equal(await ctx.store.deleteClient('client'), true)
      assert.equal(await ctx.store.deleteClient('client'), false)
      assert.deepEqual([await ctx.store.client('client'), await ctx.store.clientSecrets('client')], [undefined, []])
    })

    test('templates: by name in all languages, replaced, deleted', async () => {
      await using ctx = await backend.open()
      for (const language of ['es_MX', 'en', 'es'])
        await ctx.store.putTemplate('bot_a', template('welcome', language), t0)
      await ctx.store.putTemplate('bot_a', template('other', 'es'), t0)
      await ctx.store.putTemplate('bot_a', template('welcome', 'en', 'PAUSED'), t0)
      await ctx.reopen()
      assert.deepEqual(await ctx.store.templatesNamed('bot_a', 'welcome'), [
        template('welcome', 'en', 'PAUSED'),
        template('welcome', 'es'),
        template('welcome', 'es_MX'),
      ])
      assert.equal((await ctx.store.templates('bot_a')).length, 4)
      assert.deepEqual(await ctx.store.templatesNamed('bot_b', 'welcome'), [])
      assert.equal(await ctx.store.deleteTemplate('bot_a', 'welcome', 'es'), true)
      assert.equal(await ctx.store.deleteTemplate('bot_a', 'welcome', 'es'), false)
    })

    test('facts, the ping and the backlog', async () => {
      const empty = { queued: 0, sending: 0, deliveries: 0, campaignRows: 0, skillRuns: 0, media: 0 }
      await using ctx = await backend.open()
      assert.equal(await ctx.store.fact('colour'), undefined)
      await ctx.store.putFact('colour', 'blue')
      await ctx.store.putFact('colour', 'green')
      assert.equal(await (await ctx.reopen()).fact('colour'), 'green')
      await ctx.store.ping(t0)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '593900000001'), textMessage(ctx.newId, '593900000001')])
      assert.deepEqual(await ctx.store.backlog(), { ...empty, queued: 2, oldestDueAt: t0 })
      await claimOne(ctx.store, t0)
      assert.deepEqual(await ctx.store.backlog(), { ...empty, queued: 1, sending: 1, oldestDueAt: undefined })
    })
  })

  describe(`promise 12: secrets at rest (${backend.name})`, () => {
    test('no file of the store contains a secret in clear, before and after it is closed', async () => {
      await using ctx = await backend.open()
      const canaries = ['token', 'app-secret', 'verify', 'webhook', 'bearer', 'password', 'api-key'].map(
        (name) => `canary-${name}-7f3a`,
      )
      const [accessToken, appSecret, verifyToken, webhookSecret, token, password, value] = canaries as [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
      const channel = { ...testBot().channel, accessToken, appSecret, verifyToken }
      await ctx.store.putBot(testBot({ channel, webhookSecret }))
      await ctx.store.putBot(testBot({ channel, webhookSecret, name: 'again' }))
      await ctx.store.putEndpoint(testEndpoint('ep_1', [], { auth: { type: 'bearer', token } }))
      await ctx.store.putEndpoint(testEndpoint('ep_2', [], { auth: { type: 'basic', username: 'u', password } }))
      await ctx.store.putEndpoint(testEndpoint('ep_3', [], { auth: { type: 'api_key', header: 'k', value } }))
      const search = () => {
        const all = ctx.everything()
        assert.ok(all.includes('phone-bot_test'), 'what is open is found this way')
        return canaries.filter((canary) => all.includes(canary))
      }
      assert.deepEqual(search(), [])
      await ctx.reopen()
      assert.deepEqual(search(), [])
      assert.equal((await ctx.store.bot('bot_test'))?.channel.accessToken, accessToken)
    })

    test('another RECADO_SECRET_KEY is refused with that reason, and the right one still opens', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await assert.rejects(ctx.reopen({ secretKey: 'another' }), { name: 'Error', message: /RECADO_SECRET_KEY/ })
      await ctx.reopen({ secretKey: 'a key only for tests' })
      assert.deepEqual(await ctx.store.bots(), [testBot()])
    })
  })
}
