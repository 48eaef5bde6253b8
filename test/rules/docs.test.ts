/**
 * The pages against the code: every test, dependency, import, setting, link, route, event, wait and recipe that they
 * name exists, and the other way round.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { defaultRules } from '../../sandbox/rules/switch.ts'
import { decodeWebhook } from '../../src/channel/cloud/decode/decode.ts'
import { demoCurl } from '../../src/cli/banner.ts'
import { settings } from '../../src/config/config.ts'
import { roles } from '../../src/model/access/roles.ts'
import { eventTypes } from '../../src/model/events/event.ts'
import { waitAfter } from '../../src/webhooks/schedule.ts'
import { signatureHeaders } from '../../src/webhooks/sign.ts'
import { entryOf, messageKinds, messageOf, messagesChange, payloadOf } from '../support/cloud-webhooks.ts'
import { anchorsOf, blocksOf, readDocument, readPages, rootPath, sectionOf } from '../support/documents.ts'
import { tableRows } from '../support/markdown.ts'
import { readSources } from '../support/sources.ts'

const pages = readPages()
const [architecture, promisesPage, dependenciesPage, webhooks, api, sandbox] = [
  'ARCHITECTURE.md',
  'docs/promises.md',
  'docs/decisions/dependencies.md',
  'docs/webhooks.md',
  'docs/api.md',
  'docs/sandbox.md',
].map(readDocument) as [string, string, string, string, string, string]

const codeSpans = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
const sorted = (items: Iterable<string>) => [...new Set(items)].sort()

describe('README', () => {
  test('its first request is the one that the banner prints', () => {
    const readme = readDocument('README.md')
    const [first] = blocksOf(readme).filter(({ text }) => text.startsWith('curl'))
    assert.equal(first?.text.trim(), demoCurl('http://127.0.0.1:3000'))
  })
})

describe('promises', () => {
  const named = /^- `(test\/[\w/-]+\.test\.ts)`: `([^`]+)`$/gm

  test('each has tests, and none is left out of the count', () => {
    const promises = sectionOf(promisesPage, '## Promises').split(/^### /m).slice(1)
    assert.deepEqual(
      promises.map((promise) => promise.split('.')[0]),
      Array.from({ length: promises.length }, (_, index) => String(index + 1)),
    )
    assert.ok(promises.length >= 13)
    for (const promise of promises) assert.match(promise, /^- `test\//m)
  })

  test('every test that a page names exists', () => {
    let count = 0
    for (const { path, text } of pages) {
      for (const [, file = '', name = ''] of text.matchAll(named)) {
        assert.ok(existsSync(join(rootPath, file)), `${path} names ${file}`)
        assert.ok(startsTest(readDocument(file), name), `${path} names "${name}" in ${file}`)
        count += 1
      }
    }
    assert.ok(count > 60, String(count))
  })
})

function startsTest(source: string, name: string): boolean {
  return ["'", '"', '`'].some((quote) =>
    ['test', 'describe', 'it'].some((word) => source.includes(`${word}(${quote}${name}`)),
  )
}

describe('ARCHITECTURE', () => {
  test('every dependency has its reason, and nothing else does', () => {
    const { dependencies, devDependencies } = JSON.parse(readDocument('package.json'))
    const documented = tableRows(dependenciesPage, 'Dependencies')
    assert.deepEqual(
      sorted(documented.map(([name = '']) => name.replaceAll('`', ''))),
      sorted(Object.keys({ ...dependencies, ...devDependencies })),
    )
    for (const [name = '', reason = ''] of documented) assert.ok(reason.length > 20, name)
  })

  test('the table of imports names every area, and all imports', () => {
    const rows = tableRows(sectionOf(architecture, '### Who may import whom'))
    const allowed = new Map(rows.map(([area = '', values = '', types = '']) => [codeSpans(area)[0], { values, types }]))
    const areaOf = (path: string) => path.split('/')[0] ?? ''
    const sources = readSources()
    assert.deepEqual(sorted(sources.map(({ path }) => areaOf(path))), sorted([...allowed.keys()].map(String)))
    const refused = sources
      .flatMap(({ imports }) => imports)
      .filter(({ from, to, isOurs, isTypeOnly }) => {
        const row = allowed.get(areaOf(from))
        if (!isOurs || areaOf(from) === areaOf(to) || row?.values === 'everything') return false
        const open = [...codeSpans(row?.values ?? ''), ...(isTypeOnly ? codeSpans(row?.types ?? '') : [])]
        return !open.includes(areaOf(to))
      })
    assert.deepEqual(refused, [])
  })
})

/** Variables that tests read, and a gateway does not. */
const ofTests = ['RECADO_TEST_DATABASE_URL', 'RECADO_TEST_AT_ONCE']

/** What callers and Kubernetes put into an environment, and a gateway ignores. */
const ignored = ['RECADO_URL', 'RECADO_KEY', 'RECADO_CLIENT', 'RECADO_BOT', 'RECADO_PROFILE', 'RECADO_SERVICE_HOST']

/** What `recado/testing` gives to a bot that is a process. */
const ofBots = ['RECADO_SANDBOX_URL', 'RECADO_BOT', 'RECADO_CLIENT', 'RECADO_WEBHOOK_SECRET']

describe('every page', () => {
  test('names only settings that exist', () => {
    for (const { path, text } of pages) {
      for (const [name] of text.matchAll(/RECADO_[A-Z_]*[A-Z]/g))
        assert.ok(name in settings || [...ofTests, ...ignored, ...ofBots].includes(name), `${path}: ${name}`)
    }
  })

  test('names only test files that exist', () => {
    const named = pages.flatMap(({ path, text }) =>
      codeSpans(text).flatMap((code) => (/^test\/[\w/-]+\.test\.ts$/.test(code) ? [{ path, code }] : [])),
    )
    assert.ok(named.length > 150, String(named.length))
    assert.deepEqual(
      named.filter(({ code }) => !existsSync(join(rootPath, code))),
      [],
    )
  })

  test('the threat model has every actor, and each row its defence and a test', () => {
    const actors = tableRows(readDocument('SECURITY.md'), 'Threat model by actor')
    for (const one of [
      /anonymous/,
      /person on WhatsApp/,
      /Meta/,
      /client of one bot/,
      ...roles.map((role) => new RegExp(`^${role}$`)),
      /foreign web page/,
      /receiver of webhooks/,
      /host of media/,
      /operator of the database/,
      /backup/,
    ])
      assert.equal(actors.filter(([actor = '']) => one.test(actor)).length, 1, String(one))
    for (const [actor = '', reach = '', stops = '', shown = ''] of actors) {
      assert.ok(reach.length > 10 && stops.length > 10, actor)
      assert.ok(codeSpans(shown).length > 0, actor)
    }
  })

  test('links only to existing targets', () => {
    let count = 0
    for (const { path, text } of pages) {
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
        const [file = '', anchor] = target.split('#')
        const full = file === '' ? path : join(dirname(path), file)
        assert.ok(existsSync(join(rootPath, full)), `${path} -> ${target}`)
        if (anchor !== undefined) assert.ok(anchorsOf(readDocument(full)).includes(anchor), `${path} -> ${target}`)
        count += 1
      }
    }
    assert.ok(count > 30, String(count))
  })

  test('has JSON that parses', () => {
    for (const { path, text } of pages)
      for (const block of blocksOf(text))
        if (block.language === 'json') assert.doesNotThrow(() => JSON.parse(block.text), `${path}: ${block.text}`)
  })
})

/** `METHOD /path` in the first cells of a page's tables. */
function routesIn(page: string): string[] {
  return sorted(tableRows(page).flatMap(([first = '']) => codeSpans(first).filter((code) => /^[A-Z]+ \//.test(code))))
}

describe('routes', () => {
  test('docs/api.md names those of openapi.json, and no others', () => {
    const { paths } = JSON.parse(readDocument('openapi.json')) as { paths: Record<string, object> }
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    assert.deepEqual(routesIn(api), sorted(described))
  })

  test("docs/sandbox.md names the control API's, and no others", () => {
    const sources = readSources().filter(({ path }) => path.startsWith('sandbox/control/'))
    const registered = sources.flatMap(({ code }) =>
      [...code.matchAll(/\bapp\.(get|post|put|delete)(?:<[^(]*>)?\('(\/[^']*)'/g)].map(
        ([, method = '', path = '']) => `${method.toUpperCase()} /_sandbox${path.replace(/:(\w+)/g, '{$1}')}`,
      ),
    )
    assert.deepEqual(routesIn(sandbox), sorted(registered))
  })

  test("docs/sandbox.md has the rules' defaults", () => {
    const rows = tableRows(sectionOf(sandbox, '### Rules')).map(([name, value]) => [codeSpans(name ?? '')[0], value])
    assert.deepEqual(
      rows,
      Object.entries(defaultRules).map(([name, isOn]) => [name, isOn ? 'on' : 'off']),
    )
  })
})

describe('docs/webhooks.md', () => {
  test('has every event', () => {
    const reported = tableRows(webhooks, 'Events').map(([name = '']) => codeSpans(name)[0])
    assert.deepEqual(reported, [...eventTypes])
  })

  test('shows a bubble of every kind, with fields that it has', () => {
    const shown = blocksOf(sectionOf(webhooks, '### Bubbles')).map(({ text }) => JSON.parse(text) as { type: string })
    const kinds = messageKinds.map(({ member }, index) => bubbleOf(messageOf(`wamid.${index}`, member)))
    assert.deepEqual(sorted(shown.map(({ type }) => type)), sorted(kinds.map(({ type }) => type)))
    for (const bubble of shown) {
      const known = new Set(kinds.filter(({ type }) => type === bubble.type).flatMap((kind) => Object.keys(kind)))
      // A caption, which not every example of Meta has; and the store's additions: the pressed row or button, and our
      // address of a file.
      for (const added of ['text', 'index', 'cardIndex', 'id', 'payload']) known.add(added)
      if (known.has('mediaId')) known.add('mediaUrl')
      assert.deepEqual(
        Object.keys(bubble).filter((field) => !known.has(field)),
        [],
        bubble.type,
      )
    }
  })

  test('has the waits between attempts', () => {
    const rows = tableRows(webhooks, 'Retries')
    const unitMs: Record<string, number> = { s: 1_000, min: 60_000, h: 3_600_000 }
    for (const [attempt = '', wait = ''] of rows) {
      const [figure = '', unit = ''] = wait.split(' ')
      assert.equal(waitAfter(Number.parseInt(attempt, 10), 0.5), Number(figure) * (unitMs[unit] ?? Number.NaN), attempt)
    }
    assert.equal(waitAfter(rows.length + 5, 0.5), waitAfter(rows.length, 0.5), 'the last one repeats')
  })

  const recipes = blocksOf(sectionOf(webhooks, '## Signatures')).filter(({ language }) => language === 'js')

  test('has two recipes for Node', () => assert.equal(recipes.length, 2))

  for (const [index, { text }] of recipes.entries()) {
    test(`recipe ${index + 1} for Node accepts what we sign and refuses changed bytes`, () => {
      assert.deepEqual(verifyWith(text, body, body), { ok: true, event: JSON.parse(body) })
      assert.equal(verifyWith(text, body, body.replace('Hola', 'hola')).ok, false)
    })
  }
})

function bubbleOf(item: Record<string, unknown>): { type: string } {
  const [fact] = decodeWebhook(payloadOf(entryOf(messagesChange({ messages: [item] }))))
  assert.equal(fact?.kind, 'message')
  return fact.bubble
}

const body = JSON.stringify({ messageId: 'msg_1', bubble: { type: 'text', text: '¡Hola! 👋' } })

/** Runs a recipe of the page unchanged, in a process of its own, on a delivery signed now. */
function verifyWith(recipe: string, signed: string, received: string): { ok: boolean; event?: unknown } {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const headers = signatureHeaders(secret, 'evt_1', Date.now(), signed)
  const driver = `
    const { received, headers, secret } = JSON.parse(process.env.SAMPLE)
    try {
      console.log(JSON.stringify({ ok: true, event: verify(secret, Buffer.from(received), headers) }))
    } catch {
      console.log('{"ok":false}')
    }`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', recipe + driver], {
    cwd: rootPath,
    env: { SAMPLE: JSON.stringify({ received, headers, secret }) },
    encoding: 'utf8',
  })
  assert.notEqual(stdout, '', stderr)
  return JSON.parse(stdout)
}

test('the change log has a section for unreleased changes', () => {
  assert.match(readFileSync(join(rootPath, 'CHANGELOG.md'), 'utf8'), /^## \[Unreleased\]$/m)
})
