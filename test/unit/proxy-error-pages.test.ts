/**
 * A proxy's page in place of Meta's answer concerns the connection and not the object: it is never a final refusal,
 * never "gone", and the next attempt waits longer.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type CloudClient, createCloudClient } from '../../src/channel/cloud/client.ts'
import { folderStorage } from '../../src/media/blob-storage.ts'
import { fetchMedia } from '../../src/media/fetch.ts'
import { decide, defaultRetryPolicy } from '../../src/model/outcome/decide.ts'
import type { Outcome } from '../../src/model/outcome/outcome.ts'
import { removeTemplate } from '../../src/templates/remove.ts'
import { t0 } from '../support/open-store.ts'
import { testBot } from '../support/store.ts'

const statuses = [301, 302, 400, 401, 403, 404, 405, 407, 410, 413, 451] as const
const page = '<html><body><h1>Access denied</h1></body></html>'

let status = 400
/** Paths that Meta itself answers, before the page comes. */
let passed: Record<string, object> = {}
let cloud: CloudClient
let bot = testBot()
let folder = ''
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    const own = passed[(request.url ?? '').split('?')[0] ?? '']
    if (own) response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(own))
    else response.writeHead(status, { 'content-type': 'text/html', location: 'https://proxy.example.com/' }).end(page)
  })
})

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const graphUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  bot = testBot({ channel: { ...testBot().channel, graphUrl, appId: '400' } })
  cloud = createCloudClient({ clock: () => t0 })
  folder = mkdtempSync(join(tmpdir(), 'recado-page-'))
})

after(async () => {
  await cloud?.destroy()
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const template = { elementName: 'order', language: 'es', category: 'UTILITY', components: [] } as const
const message = {
  id: 'msg_1',
  content: { type: 'text', text: 'Hola' },
  recipient: { phone: '593987654321' },
  attempt: 1,
} as const
const bytes = new Uint8Array([1])

type Call = () => Promise<Outcome | { kind: string; outcome?: Outcome }>
const calls: Record<string, Call> = {
  send: () => cloud.send(bot.channel, message, 'es'),
  listTemplates: () => cloud.listTemplates(bot.channel),
  readTemplate: () => cloud.readTemplate(bot.channel, '77'),
  createTemplate: () => cloud.createTemplate(bot.channel, template as never),
  editTemplate: () => cloud.editTemplate(bot.channel, '77', { components: [] }),
  deleteTemplate: () => cloud.deleteTemplate(bot.channel, { elementName: 'order' }),
  uploadSample: () => cloud.uploadSample(bot.channel, { bytes, mimeType: 'image/png', name: 'a.png' }),
  mediaUrl: () => cloud.mediaUrl(bot.channel, '77'),
  uploadMedia: () => cloud.uploadMedia(bot.channel, { bytes, mimeType: 'image/png', filename: 'a.png' }),
}

for (const one of statuses) {
  test(`an HTML ${one} without a Graph error is not Meta's answer, whatever the request`, async () => {
    status = one
    passed = {}
    for (const [name, call] of Object.entries(calls)) {
      const result = await call()
      const outcome = 'outcome' in result && result.outcome ? result.outcome : result
      assert.equal(outcome.kind, 'unreachable', name)
    }
  })

  test(`an HTML ${one} gives up no file, at its address or at its bytes`, async () => {
    status = one
    const file = { id: 'med_1', botId: bot.id, metaId: '77', state: 'waiting', attempt: 0, createdAt: t0 } as const
    const blobStorage = folderStorage(folder)
    const fetch = (attempt: number) =>
      fetchMedia({ cloud, place: blobStorage, clock: () => t0, random: () => 0.5 }, bot, { ...file, attempt })
    const atBytes = { '/v25.0/77': { url: `${bot.channel.graphUrl}/bytes`, id: '77' } }
    for (const answers of [{}, atBytes] as Record<string, object>[]) {
      passed = answers
      const pauses: number[] = []
      for (const attempt of [0, 1, 2, 3]) {
        const decision = await fetch(attempt)
        assert.ok(decision.kind === 'again', `${decision.kind}`)
        pauses.push(decision.dueAt - t0)
      }
      assert.deepEqual(
        pauses,
        pauses.toSorted((a, b) => a - b),
      )
      assert.equal(new Set(pauses).size, 4, 'each pause is longer')
    }
  })
}

test('a send is retried with growing pauses, and its lane does not rest', async () => {
  passed = {}
  for (const one of statuses) {
    status = one
    const outcome = await cloud.send(bot.channel, message, 'es')
    const decisions = [0, 1, 2, 3].map((retries) =>
      decide({ acceptedAt: t0, attempt: retries + 1, throttles: 0, retries }, outcome, defaultRetryPolicy, t0, 0.5),
    )
    const pauses = decisions.map((decision) => {
      assert.ok(decision.kind === 'again' && decision.laneRestUntil === undefined)
      return decision.dueAt - t0
    })
    assert.deepEqual(
      pauses,
      [...new Set(pauses)].sort((a, b) => a - b),
    )
  }
})

test("a template is not deleted because a proxy says so, nor because Meta's list could not be read as a whole", async () => {
  status = 404
  const stored = {
    definition: { ...template, status: 'APPROVED', metaId: '77' },
    record: {},
    createdAt: t0,
    updatedAt: t0,
  }
  const written: unknown[] = []
  const store = {
    templateRecords: async () => [stored],
    putTemplate: async (...input: unknown[]) => void written.push(input),
    deleteTemplate: async (...input: unknown[]) => Boolean(written.push(input)),
  }
  const list = `/v25.0/${bot.channel.wabaId}/message_templates`
  for (const answers of [{}, { [list]: { data: [{ id: '78' }] } }] as Record<string, object>[]) {
    passed = answers
    // Deleting and listing have one address: the list is requested by a client of its own.
    const broken = {
      ...cloud,
      deleteTemplate: async () => ({ kind: 'failed', outcome: { kind: 'unreachable', reason: 'x' } }),
    }
    const result = await removeTemplate({ cloud: broken, store, clock: () => t0 } as never, bot, {
      elementName: 'order',
      language: 'es',
    })
    assert.equal(result.kind, 'meta')
    assert.deepEqual(written, [])
  }
})
