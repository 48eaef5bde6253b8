/** The first start of a whole gateway: its link creates the first user, who then works; the next start prints none. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { request, startGateway, textOf } from '../support/gateway.ts'

const password = 'una frase que nadie dice'

test('the link of the first start creates an admin, once; a session and a key reach the phone, and the trail has all of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
  try {
    const link = await runFirstStart(folder)
    await using again = await startGateway({ RECADO_DATA_DIR: folder })
    assert.equal(again.app.firstSignIn, undefined, 'there is somebody now')
    const late = await request(`${again.url}/manage/v1/sessions/by-link`, 'POST', { token: link, password })
    assert.equal(late.status, 410)
    const entered = await request(`${again.url}/manage/v1/sessions`, 'POST', { email: 'ana@example.com', password })
    assert.equal(entered.status, 201)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** Returns the token of the link. */
async function runFirstStart(folder: string): Promise<string> {
  await using gateway = await startGateway({ RECADO_DATA_DIR: folder })
  const { url } = gateway
  const [page = '', token = ''] = gateway.app.firstSignIn?.split('#') ?? []
  assert.equal(page, `${url}/sign-in`)
  const first = { token, password, email: 'Ana@example.com', name: 'Ana' }
  const entered = await request(`${url}/manage/v1/sessions/by-link`, 'POST', first)
  assert.equal(entered.status, 201, JSON.stringify(entered.body))
  assert.equal((await request(`${url}/manage/v1/sessions/by-link`, 'POST', first)).status, 410)
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  const ofPage = { cookie, origin: url, 'x-recado-csrf': '1' }
  const key = await request(
    `${url}/manage/v1/api-keys`,
    'POST',
    { name: 'K', grants: [{ role: 'agent', bots: ['demo'] }] },
    ofPage,
  )
  assert.equal(key.status, 201)
  const send = (text: string, headers: Record<string, string>) =>
    request(`${url}/v1/bots/demo/messages`, 'POST', { type: 'text', userId: '593987654321', text }, headers)
  assert.equal((await send('de Ana', ofPage)).status, 200)
  assert.equal((await send('de una clave', { authorization: `Bearer ${key.body.apiKey}` })).status, 200)
  assert.deepEqual((await gateway.phoneUntil((messages) => messages.length === 2)).map(textOf), [
    'de Ana',
    'de una clave',
  ])
  const trail = await request(`${url}/manage/v1/audit`, 'GET', undefined, { cookie })
  const reported = (trail.body.results as { operation: string; actor: { name?: string } }[]).map(
    ({ operation, actor }) => `${operation} ${actor.name}`,
  )
  assert.deepEqual(reported.toReversed(), [
    'password-by-link undefined',
    'sign-in Ana',
    'POST /manage/v1/api-keys Ana',
    'POST /v1/bots/{botId}/messages Ana',
  ])
  return token
}

test("the page is in the language of its reader, and only this server's scripts run in it", async () => {
  await using gateway = await startGateway()
  for (const [language, title] of [
    ['es', 'Iniciar sesión en Recado'],
    ['en', 'Sign in to Recado'],
    ['pt', 'Entrar no Recado'],
  ] as const) {
    const page = await request(`${gateway.url}/sign-in`, 'GET', undefined, { 'accept-language': language })
    const html = String(page.body.text)
    assert.ok(html.includes(`<html lang="${language}">`) && html.includes(title), language)
    assert.doesNotMatch(html, /<style|style=|<script>|\son\w+=|javascript:/)
    const policy = page.headers.get('content-security-policy') ?? ''
    assert.match(policy, /^default-src 'none'; style-src 'self'; script-src 'self'; .*frame-ancestors 'none'$/)
    assert.doesNotMatch(policy, /unsafe/)
    assert.equal(page.headers.get('cache-control'), 'no-store')
  }
  for (const file of ['sign-in.css', 'sign-in.js'])
    assert.equal((await request(`${gateway.url}/${file}`, 'GET')).status, 200)
})
