/**
 * Saved views through HTTP: who sees one, by role and by bot; who changes it; what programs may; what the trail says,
 * and what an erasure takes away.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type BotScope, memberRoles, type Role, scopeOf } from '../../src/model/access/roles.ts'
import { type SavedView, type ViewPage, viewPages } from '../../src/model/access/saved-view.ts'
import { type Answer, openTestHttp, type TestHttp } from '../support/http.ts'
import { signedIn } from '../support/signed-in.ts'
import { tieredBackends } from '../support/store.ts'

const path = '/manage/v1/views'
const person = '593987654321'
const failed = { page: 'messages', name: 'Failed today', filters: { state: 'failed', period: 'today' } }

type TrailRow = { operation: string; actor: { id: string }; about: { botId: string } }
type Ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object, more?: object) => Promise<Answer>

function asking(http: TestHttp, headers?: Record<string, string>): Ask {
  return (method, url, body, more = {}) => {
    const sent = { ...headers, ...more }
    return http.inject(method, url, { ...(headers && { auth: undefined }), headers: sent, ...(body && { body }) })
  }
}

async function user(http: TestHttp, id: string, role: Role, bots: BotScope): Promise<Ask> {
  return asking(http, await signedIn(http, id, [{ role, bots }]))
}

async function key(http: TestHttp, name: string, role: Role, bots: BotScope): Promise<Ask> {
  const made = await http.inject('POST', '/manage/v1/api-keys', { body: { name, grants: [{ role, bots }] } })
  return asking(http, { authorization: `Bearer ${made.json.apiKey}` })
}

const namesOf = async (ask: Ask, of = '') =>
  ((await ask('GET', `${path}${of}`)).json.results as SavedView[]).map(({ name }) => name)
const errorOf = ({ status, json }: Answer) => [status, json.error?.key]

for (const backend of tieredBackends.slice(0, 2)) {
  describe(`saved views through HTTP (${backend.name})`, () => {
    test('a private view is its owner’s alone; a shared one is seen, and changed by its owner or an admin', async () => {
      await using http = await openTestHttp({}, backend.open())
      const ana = await user(http, 'ana', 'viewer', 'all')
      const eva = await user(http, 'eva', 'operator', 'all')
      const admin = await user(http, 'root', 'admin', 'all')
      const made = await ana('POST', path, failed)
      assert.equal(made.status, 201, made.text)
      const { id, owner, mayChange, shared } = made.json
      assert.deepEqual([owner, mayChange, shared], [{ id: 'usr_ana', name: 'ana' }, true, false])
      const own = `${path}/${id}`
      for (const other of [eva, admin, asking(http)]) {
        assert.deepEqual(await namesOf(other), [])
        assert.deepEqual(errorOf(await other('GET', own)), [404, 'NOT_FOUND'])
        assert.deepEqual(errorOf(await other('PATCH', own, { name: 'x' })), [404, 'NOT_FOUND'])
        assert.deepEqual(errorOf(await other('DELETE', own)), [404, 'NOT_FOUND'])
      }
      assert.equal((await ana('PATCH', own, { shared: true })).json.shared, true)
      const seen = (await eva('GET', own)).json
      assert.deepEqual([seen.mayChange, seen.filters], [false, failed.filters])
      assert.deepEqual(errorOf(await eva('PATCH', own, { name: 'x' })), [403, 'FORBIDDEN_ROLE'])
      assert.deepEqual(errorOf(await eva('DELETE', own)), [403, 'FORBIDDEN_ROLE'])
      assert.equal((await admin('PATCH', own, { name: '  Failed   now ' })).json.name, 'Failed now')
      assert.equal((await admin('DELETE', own)).status, 204)
      assert.deepEqual(await namesOf(ana), [])
    })

    test('of every page: exactly those see a shared view who may read the page, for its bot', async () => {
      await using http = await openTestHttp({}, backend.open())
      const callers: { ask: Ask; role: Role; bots: BotScope }[] = []
      for (const role of memberRoles)
        for (const bots of ['all', ['demo'], ['other']] as const)
          callers.push({ role, bots, ask: await user(http, `${role}_${[bots].flat().join('')}`, role, bots) })
      const views: { page: ViewPage; bot?: string; name: string }[] = []
      for (const page of Object.keys(viewPages) as ViewPage[])
        for (const bot of ['demo', 'other', undefined]) {
          const { filters: known, needs = [] } = viewPages[page] as { filters: readonly string[]; needs?: string[] }
          if (bot === undefined ? needs.includes('bot') : !known.includes('bot')) continue
          const filters = { ...(needs.includes('campaign') && { campaign: 'cmp_1' }), ...(bot && { bot }) }
          const view = { page, name: `${page} ${bot}`, ...(bot && { bot }) }
          const added = await http.inject('POST', path, { body: { page, name: view.name, filters, shared: true } })
          assert.equal(added.status, 201, added.text)
          views.push(view)
        }
      for (const { ask, role, bots } of callers) {
        const expected = views.filter(({ page, bot }) => {
          const { permission, isForAll } = viewPages[page] as (typeof viewPages)['audit']
          const scope = scopeOf([{ role, bots }], permission)
          if (scope === 'all') return true
          return !isForAll && (bot === undefined ? scope.length > 0 : scope.includes(bot))
        })
        const seen = await namesOf(ask)
        assert.deepEqual(seen.toSorted(), expected.map(({ name }) => name).toSorted(), `${role} for ${bots}`)
        assert.deepEqual(
          await namesOf(ask, '?page=messages'),
          seen.filter((name) => name.startsWith('messages')),
        )
      }
    })

    test('none is saved or moved to where its owner may not read', async () => {
      await using http = await openTestHttp({}, backend.open())
      const ana = await user(http, 'ana', 'operator', ['demo'])
      const of = (bot: string) => ({ ...failed, filters: { bot } })
      assert.deepEqual(errorOf(await ana('POST', path, of('other'))), [403, 'FORBIDDEN_BOT'])
      assert.deepEqual(errorOf(await ana('POST', path, of('nobody'))), [404, 'BOT_NOT_FOUND'])
      const audit = { page: 'audit', name: 'x', filters: {} }
      assert.deepEqual(errorOf(await ana('POST', path, audit)), [403, 'FORBIDDEN_ROLE'])
      const { id } = (await ana('POST', path, of('demo'))).json
      const moved = await ana('PATCH', `${path}/${id}`, { filters: { bot: 'other' } })
      assert.deepEqual(errorOf(moved), [403, 'FORBIDDEN_BOT'])
      // Of no bot, it would be hers still.
      assert.equal((await ana('PATCH', `${path}/${id}`, { filters: {} })).status, 200)
    })

    test('an admin of one bot changes shared views of that bot, and takes none to another or to all', async () => {
      await using http = await openTestHttp({}, backend.open())
      const ana = await user(http, 'ana', 'viewer', 'all')
      const admin = await user(http, 'boss', 'admin', ['demo'])
      const make = async (name: string, filters: object) =>
        `${path}/${(await ana('POST', path, { page: 'messages', name, filters, shared: true })).json.id}`
      const [demo, all] = [await make('demo', { bot: 'demo' }), await make('all', {})]
      assert.equal((await admin('PATCH', demo, { name: 'demo now' })).status, 200)
      assert.deepEqual(errorOf(await admin('PATCH', demo, { filters: {} })), [403, 'FORBIDDEN_ROLE'])
      assert.deepEqual(errorOf(await admin('PATCH', demo, { filters: { bot: 'other' } })), [403, 'FORBIDDEN_BOT'])
      assert.deepEqual(errorOf(await admin('PATCH', all, { name: 'x' })), [403, 'FORBIDDEN_ROLE'])
      assert.equal((await admin('GET', all)).json.mayChange, false)
    })

    test('programs save for the operator, with a role that may change bots; others read what is shared', async () => {
      await using http = await openTestHttp({}, backend.open())
      const token = asking(http)
      const { id } = (await token('POST', path, failed)).json
      const [whole, demo, viewer] = [
        await key(http, 'whole', 'operator', 'all'),
        await key(http, 'demo', 'operator', ['demo']),
        await key(http, 'viewer', 'viewer', 'all'),
      ]
      assert.deepEqual(await namesOf(whole), ['Failed today'])
      assert.equal((await whole('PATCH', `${path}/${id}`, { name: 'By a key' })).json.owner, null)
      assert.deepEqual(await namesOf(demo), ['By a key'])
      assert.equal((await demo('GET', `${path}/${id}`)).json.mayChange, false)
      assert.deepEqual(errorOf(await demo('DELETE', `${path}/${id}`)), [403, 'FORBIDDEN_ROLE'])
      assert.deepEqual(errorOf(await demo('POST', path, { ...failed, name: 'n' })), [403, 'FORBIDDEN_ROLE'])
      assert.equal((await demo('POST', path, { ...failed, filters: { bot: 'demo' } })).status, 201)
      assert.deepEqual(await namesOf(viewer), [])
      assert.deepEqual(errorOf(await viewer('POST', path, { ...failed, shared: true })), [403, 'FORBIDDEN_ROLE'])
    })

    test('what no page has, a name that is taken and an old revision are refused, each with its reason', async () => {
      await using http = await openTestHttp({}, backend.open())
      const ana = await user(http, 'ana', 'viewer', 'all')
      for (const [filters, at] of [
        [{ colour: 'red' }, 'filters.colour'],
        [{ endpoint: 'ep_1' }, 'filters.endpoint'],
        [{ period: 'soon' }, 'filters.period'],
        [{ state: ' ' }, 'filters.state'],
        [{ state: 'x'.repeat(201) }, 'filters.state'],
        [{ state: 7 }, 'filters.state'],
      ] as const) {
        const { status, json } = await ana('POST', path, { ...failed, filters })
        assert.deepEqual([status, Object.keys(json.validationError)], [422, [at]])
      }
      // Somebody's number is not shown to those of other bots.
      const ofPerson = { ...failed, name: 'p', filters: { person: '593987654321' } }
      const shared = await ana('POST', path, { ...ofPerson, shared: true })
      assert.deepEqual(Object.keys(shared.json.validationError), ['filters.bot'])
      const own = await ana('POST', path, ofPerson)
      assert.equal(own.status, 201, own.text)
      assert.equal((await ana('PATCH', `${path}/${own.json.id}`, { shared: true })).status, 422)
      const ofBot = { shared: true, filters: { ...ofPerson.filters, bot: 'demo' } }
      assert.equal((await ana('PATCH', `${path}/${own.json.id}`, ofBot)).status, 200)
      assert.equal((await ana('PATCH', `${path}/${own.json.id}`, { filters: ofPerson.filters })).status, 422)
      const named = await ana('POST', path, { ...failed, name: 'Luz +593 98 765-4321', shared: true })
      assert.deepEqual(Object.keys(named.json.validationError), ['filters.bot'])
      const dated = await ana('POST', path, { ...failed, name: 'Fallados 2026-12-01', shared: true })
      assert.equal(dated.status, 201, dated.text)
      const renamed = await ana('PATCH', `${path}/${dated.json.id}`, { name: 'Luz 593987654321' })
      assert.deepEqual(Object.keys(renamed.json.validationError), ['filters.bot'])
      const people = { page: 'campaign_people', name: 'x', filters: { state: 'failed' } }
      const { json } = await ana('POST', path, people)
      assert.deepEqual(Object.keys(json.validationError), ['filters.bot', 'filters.campaign'])
      for (const name of ['', '   ', 'x'.repeat(61)])
        assert.equal((await ana('POST', path, { ...failed, name })).status, 422, name)
      assert.equal((await ana('POST', path, { ...failed, page: 'kitchen' })).status, 422)
      const made = await ana('POST', path, failed)
      assert.deepEqual(errorOf(await ana('POST', path, { ...failed, name: 'failed TODAY' })), [409, 'VIEW_NAME_TAKEN'])
      const first = `${path}/${made.json.id}`
      const tag = { 'if-match': made.headers.etag }
      assert.equal((await ana('PATCH', first, { shared: true }, tag)).status, 200)
      assert.deepEqual(errorOf(await ana('PATCH', first, { name: 'x' }, tag)), [412, 'PRECONDITION_FAILED'])
      assert.deepEqual(errorOf(await ana('DELETE', first, undefined, tag)), [412, 'PRECONDITION_FAILED'])
    })

    test('the trail has each change before and after, without a number; an erasure takes away what names the person', async () => {
      await using http = await openTestHttp({}, backend.open())
      await http.store.rememberUser({ botId: 'demo', userId: person, now: http.now.at, params: { a: 1 } })
      const ana = await user(http, 'ana', 'agent', ['demo'])
      const filters = { bot: 'demo', person: '+593 98 765 4321' }
      const { id } = (await ana('POST', path, { page: 'messages', name: 'Luz 593 98-765-4321', filters })).json
      await ana('PATCH', `${path}/${id}`, { filters: { ...filters, state: 'failed' } })
      await ana('POST', path, { page: 'messages', name: 'Fallados', filters: { bot: 'demo' } })
      const trail = (await http.inject('GET', `/manage/v1/audit?aboutId=${id}`)).json.results
      assert.deepEqual(
        trail.map(({ operation, actor, about }: TrailRow) => [operation, actor.id, about.botId]),
        [
          [`PATCH ${path}/{viewId}`, 'usr_ana', 'demo'],
          [`POST ${path}`, 'usr_ana', 'demo'],
        ],
      )
      assert.deepEqual(Object.keys(trail[0].after.filters), ['bot', 'person', 'state'])
      const rows = JSON.stringify(trail)
      assert.ok(!/98.?765.?4321/.test(rows), rows)
      const erased = await http.inject('DELETE', `/v1/bots/demo/users/${person}?erase=true`)
      assert.equal(erased.json.erased?.views, 1, erased.text)
      assert.deepEqual(await namesOf(ana), ['Fallados'])
    })
  })
}
