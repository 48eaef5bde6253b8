/**
 * The guide's site at the gateway: pages in the reader's language under a policy without exceptions, assets that may be
 * kept, and one page that says how to build it where it is not built. The site itself is built and looked through by
 * `npm run test:guide`.
 */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startGateway } from '../support/gateway.ts'

const folder = mkdtempSync(join(tmpdir(), 'recado-guide-'))

before(() => {
  mkdirSync(join(folder, 'en'), { recursive: true })
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'en', 'index.html'), '<!doctype html><title>What Recado is</title>')
  writeFileSync(join(folder, 'en', 'errors.html'), '<!doctype html><title>Errors</title>')
  writeFileSync(join(folder, 'assets', 'app.1234.js'), 'export {}')
  writeFileSync(`${folder}.secret`, 'outside')
})

after(() => {
  rmSync(folder, { recursive: true })
  rmSync(`${folder}.secret`)
})

type Get = (path: string, languages?: string) => Promise<{ status: number; headers: Headers; text: string }>

async function withGuide(at: string, look: (get: Get) => Promise<void>): Promise<void> {
  await using gateway = await startGateway({}, { guideFolder: at })
  await look(async (path, languages = 'en') => {
    const headers = { 'accept-language': languages }
    const answer = await fetch(gateway.url + path, { headers, redirect: 'manual' })
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  })
}

test('a guide that is built: the language of the reader, pages, assets, and nothing that lies elsewhere', () =>
  withGuide(folder, async (get) => {
    for (const [asked, language] of [
      ['pt-BR,en;q=0.5', 'pt'],
      ['es', 'es'],
      ['fr', 'en'],
    ]) {
      const answer = await get('/guide', asked)
      assert.equal(answer.status, 302)
      assert.equal(answer.headers.get('location'), `/guide/${language}/`)
      assert.equal(answer.headers.get('vary'), 'accept-language')
    }
    const page = await get('/guide/en/')
    assert.equal(page.status, 200)
    assert.match(page.text, /What Recado is/)
    assert.equal(page.headers.get('cache-control'), 'no-cache')
    const policy = page.headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'/)
    assert.doesNotMatch(policy, /unsafe/)
    assert.equal((await get('/guide/en/errors.html')).status, 200)
    const asset = await get('/guide/assets/app.1234.js')
    assert.match(asset.headers.get('cache-control') ?? '', /immutable/)
    assert.match(asset.headers.get('content-type') ?? '', /javascript/)
    const outside = `${folder.split(/[\\/]/).at(-1)}.secret`
    for (const path of [`..%2f${outside}`, `%2e%2e%2f${outside}`, `en/..%2f..%2f${outside}`, 'en/none.html'])
      assert.notEqual((await get(`/guide/${path}`)).status, 200, path)
  }))

test('a guide that is not built says how to build it, on every page, in the language of the reader', () =>
  withGuide(join(folder, 'none'), async (get) => {
    for (const path of ['/guide', '/guide/', '/guide/en/errors.html']) {
      const answer = await get(path, 'es')
      assert.equal(answer.status, 404)
      assert.match(answer.text, /npm run guide/)
      assert.match(answer.text, /La guía no está construida/)
      assert.match(answer.headers.get('content-type') ?? '', /html/)
    }
  }))
