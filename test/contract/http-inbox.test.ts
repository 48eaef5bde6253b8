/** A team's inbox through HTTP: to whom a conversation may be given, what each caller sees, and what the trail says. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openTestHttp, type TestHttp } from '../support/http.ts'
import { signedIn } from '../support/signed-in.ts'
import { tieredBackends } from '../support/store.ts'

const person = '593987654321'
const path = `/manage/v1/bots/demo/conversations/${person}`
const agentOf = (bot: string) => [{ role: 'agent' as const, bots: [bot] }]

async function withPerson(http: TestHttp): Promise<void> {
  for (const bot of ['demo', 'other'])
    await http.store.rememberUser({ botId: bot, userId: person, now: http.now.at, params: { a: 1 } })
}

for (const backend of tieredBackends.slice(0, 2)) {
  describe(`the inbox through HTTP (${backend.name})`, () => {
    test('only to somebody who may answer there, and by me only for a person', async () => {
      await using http = await openTestHttp({}, backend.open())
      await withPerson(http)
      const ana = await signedIn(http, 'ana', agentOf('demo'))
      await signedIn(http, 'eva', agentOf('other'))
      const give = (assignee: unknown) =>
        http.inject('PATCH', path, { auth: undefined, headers: ana, body: { assignee } })
      const { json } = await http.inject('GET', '/manage/v1/bots/demo/assignees', { auth: undefined, headers: ana })
      assert.deepEqual(json, { results: [{ memberId: 'usr_ana', name: 'ana' }] })
      for (const faulty of ['usr_eva', 'usr_nobody', '', 7]) assert.equal((await give(faulty)).status, 422, `${faulty}`)
      assert.equal((await give('usr_ana')).json.assignee.name, 'ana')
      const list = (asked: string, headers?: Record<string, string>) =>
        http.inject('GET', `/manage/v1/conversations?${asked}`, headers ? { auth: undefined, headers } : {})
      assert.equal((await list('assignee=me')).status, 422, 'the management token is nobody')
      assert.equal((await list('after=bm90IGEgcGxhY2U')).status, 422)
      // Names that every object has are nobody's id.
      for (const name of ['constructor', '__proto__', 'toString']) {
        const { status, json } = await list(`assignee=${name}`)
        assert.deepEqual([status, json.results], [200, []], name)
      }
      const mine = await list('assignee=me', ana)
      assert.deepEqual(
        mine.json.results.map(({ botId, userId }: { botId: string; userId: string }) => [botId, userId]),
        [['demo', person]],
      )
      assert.equal((await list('botId=other', ana)).status, 403)
      assert.equal((await list('')).json.results.length, 2)
      assert.equal((await list('', ana)).json.results.length, 1, 'of her bots alone')
      assert.equal((await give(null)).json.assignee, null)
    })

    test('labels are trimmed, each once; the export has them and the notes, and the trail who did it, without the number', async () => {
      await using http = await openTestHttp({}, backend.open())
      await withPerson(http)
      const ana = await signedIn(http, 'ana', agentOf('demo'))
      const ask = (method: 'PATCH' | 'POST' | 'GET' | 'DELETE', url: string, body?: object) =>
        http.inject(method, url, { auth: undefined, headers: ana, ...(body && { body }) })
      const labelled = await ask('PATCH', path, { labels: [' vip ', 'queja', 'vip'] })
      assert.deepEqual(labelled.json.labels, ['queja', 'vip'])
      assert.equal((await ask('PATCH', path, { labels: ['  '] })).status, 422)
      const note = await ask('POST', `${path}/notes`, { text: 'Prefiere la tarde' })
      assert.equal(note.status, 201, note.text)
      assert.equal((await ask('POST', `${path}/notes`, { text: '  ' })).status, 422)
      const listed = (await ask('GET', `${path}/notes`)).json.results
      assert.deepEqual(
        listed.map(({ text, author, authorId }: Record<string, string>) => [text, author, authorId]),
        [['Prefiere la tarde', 'ana', 'usr_ana']],
      )
      const { text } = await http.inject('GET', `/v1/bots/demo/users/${person}/export`, {})
      const exported = JSON.parse(text)
      assert.deepEqual(exported.inbox[0].labels, ['queja', 'vip'])
      assert.equal(exported.notes[0].text, 'Prefiere la tarde')
      assert.equal((await ask('DELETE', `${path}/notes/${listed[0].id}`)).status, 204)
      assert.equal((await ask('GET', '/manage/v1/bots/demo/conversations/593900000001')).status, 404)
      const rows = await http.store.auditRows({}, undefined, 20)
      const done = rows.filter(({ operation }) => /^(?:PATCH|POST|DELETE) .*\/conversations\//.test(operation))
      assert.equal(done.length, 3)
      assert.ok(done.every(({ actor, about }) => actor.id === 'usr_ana' && about?.id?.startsWith('person:')))
      assert.ok(!JSON.stringify(rows).includes(person))
    })
  })
}
