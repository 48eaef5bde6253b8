/**
 * The operator's list of messages and the figures over time, through HTTP with the sandbox on the other side: what was
 * sent, answered and failed is found and counted, and who has one bot sees nothing of another.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, idsOf, request, startGateway } from '../support/gateway.ts'

let gateway: Gateway
const ana = '593987654321'
const nobody = '593900000009'

before(async () => {
  const sandbox = { seed: 5, rules: { window: false }, statusDelayMs: { sent: 5, delivered: 10, read: 20 } }
  gateway = await startGateway({}, { sandbox })
})
after(async () => {
  await gateway?.[Symbol.asyncDispose]()
})

type Item = Record<string, unknown> & { messageId: string; state: string }
type Page = { _metadata: { next: string | null }; results: Item[] }
type Figures = {
  asOf: string | null
  isWhole: boolean
  results: { at: string; group?: string | null; counts: Record<string, number> }[]
  failures: { code: string; cause: string | null; count: number }[]
}

async function read<Answer>(path: string, status = 200): Promise<Answer> {
  const answer = await gateway.manage('GET', path)
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  return answer.body as unknown as Answer
}

const messages = (query: string) => read<Page>(`/manage/v1/messages?${query}`)
const ids = async (query: string) => (await messages(query)).results.map(({ messageId }) => messageId)

async function send(userId: string, text = 'hola'): Promise<string> {
  const [id = ''] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId, text }))
  return id
}

const until = (id: string, state: string) =>
  eventually(async () => (await messages(`messageId=${id}`)).results[0]?.state === state, `${id} is ${state}`)

test('a message is found by each of its facts, a page at a time', async () => {
  const sent: string[] = []
  for (let n = 0; n < 5; n++) sent.push(await send(ana, `message ${n}`))
  for (const id of sent) await until(id, 'read')
  assert.deepEqual(await ids(`person=%2B593%2098%20765%204321&direction=out`), sent.toReversed())
  const first = await messages('botId=demo&state=read&kind=session&limit=2')
  assert.deepEqual(
    first.results.map(({ messageId }) => messageId),
    sent.slice(3).reverse(),
  )
  const next = await messages(`botId=demo&state=read&kind=session&limit=2&after=${first._metadata.next}`)
  assert.deepEqual(
    next.results.map(({ messageId }) => messageId),
    sent.slice(1, 3).reverse(),
  )
  const [found] = (await messages(`messageId=${sent[0]}`)).results
  const bubble = { type: 'TEXT', text: 'message 0' }
  assert.deepEqual(
    { ...found, at: '', wamid: '', name: '' },
    {
      ...{ messageId: sent[0], botId: 'demo', direction: 'out', kind: 'session', state: 'read' },
      userId: ana,
      bubble,
      at: '',
      wamid: '',
      name: '',
    },
  )
  assert.deepEqual(await ids(`wamid=${encodeURIComponent(String(found?.wamid))}`), [sent[0]])
  assert.deepEqual(await ids('person=593911111111'), [])
  assert.ok((await messages('limit=500')).results.length <= 100)
})

test('a failure is found by its code, and counted with its cause', async () => {
  await gateway.control('PUT', `/_sandbox/people/${nobody}`, { onWhatsApp: false })
  const id = await send(nobody)
  await until(id, 'failed')
  assert.deepEqual(await ids('errorCode=131026'), [id])
  assert.deepEqual(await ids('state=failed&person=593900000009'), [id])
  assert.deepEqual(await ids('errorCode=131047'), [])
  const figures = await counted(({ failures }) => failures.length > 0)
  assert.deepEqual(figures.failures, [{ code: '131026', cause: 'PERSON', count: 1 }])
})

async function counted(isThere: (figures: Figures) => boolean, query = 'step=hour'): Promise<Figures> {
  let figures = await read<Figures>(`/manage/v1/figures?${query}`)
  await eventually(async () => {
    figures = await read<Figures>(`/manage/v1/figures?${query}`)
    return isThere(figures)
  }, 'it is counted')
  return figures
}

test('figures count each step once, within seconds, by hour, day and group', async () => {
  const sum = ({ results }: Figures, what: string) =>
    results.reduce((total, { counts }) => total + (counts[what] ?? 0), 0)
  const before = await counted((figures) => sum(figures, 'read') === sum(figures, 'sent') - sum(figures, 'failed'))
  const id = await send(ana)
  await until(id, 'read')
  const isOneMore = (figures: Figures) => sum(figures, 'read') === sum(before, 'read') + 1
  const after = await counted(isOneMore)
  for (const what of ['accepted', 'sent', 'delivered']) assert.equal(sum(after, what), sum(before, what) + 1, what)
  assert.equal(after.isWhole, true)
  const byDay = await read<Figures>('/manage/v1/figures?step=day&groupBy=bot')
  assert.ok(byDay.results.every(({ at, group }) => at.endsWith('T00:00:00.000Z') && group === 'demo'))
  assert.equal(sum(byDay, 'read'), sum(after, 'read'))
  const none = await read<Figures>('/manage/v1/figures?campaignId=none')
  assert.deepEqual([none.results, none.failures], [[], []])
})

test('what asks for too much or for another bot is refused', async () => {
  await read('/manage/v1/figures?step=hour&from=2026-01-01&to=2026-12-31', 422)
  await read('/manage/v1/figures?from=yesterday', 422)
  await read('/manage/v1/messages?state=lost', 422)
  await read('/manage/v1/messages?botId=none', 404)
  const channel = { phoneNumberId: '100000000000777', wabaId: '200000000000777' }
  const secrets = { accessToken: 'a token', appSecret: 'an app secret', verifyToken: 'a verify token' }
  await gateway.manage('POST', '/manage/v1/bots', {
    id: 'neighbour',
    name: 'Neighbour',
    channel: { ...channel, ...secrets, graphUrl: gateway.sandboxUrl },
  })
  const grants = [{ role: 'viewer', bots: ['neighbour'] }]
  const key = await gateway.manage('POST', '/manage/v1/api-keys', { name: 'reader', grants })
  const asReader = (path: string) =>
    request(`${gateway.url}/manage/v1/${path}`, 'GET', undefined, { authorization: `Bearer ${key.body.apiKey}` })
  for (const path of ['messages', 'figures']) {
    const all = await asReader(path)
    assert.deepEqual([all.status, (all.body as unknown as Page).results], [200, []])
    assert.equal((await asReader(`${path}?botId=demo`)).status, 403)
  }
})
