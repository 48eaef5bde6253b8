/** The media prober against a real local file server: the table of verdicts, redirects, repetition and memory. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import fc from 'fast-check'
import type { MediaKind } from '../../src/model/content.ts'
import { mediaRules } from '../../src/model/media.ts'
import { decideProbe, makeProber, type ProbeDeps, type Prober } from '../../src/outbound/probe.ts'
import type { Verdict } from '../../src/outbound/verdicts.ts'
import { makeGuardedAgent, parseAllowList } from '../../src/outgoing/guard.ts'
import { guardedRequest } from '../../src/outgoing/request.ts'
import type { ProbeDecision } from '../../src/store/store.ts'

const megabyte = 1_048_576
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0')])
const allow = parseAllowList('127.0.0.1')
const agent = makeGuardedAgent(allow)

type Route = (method: string, response: http.ServerResponse, request: http.IncomingMessage) => void
let routes: Record<string, Route>
let asked: string[]
const server = http.createServer((request, response) => {
  const { method = '', url = '' } = request
  asked.push(`${method} ${url}`)
  const route = routes[url] ?? ((_, reply) => reply.writeHead(404).end())
  route(method, response, request)
})

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
beforeEach(() => {
  asked = []
  routes = {}
})
after(async () => {
  await agent.destroy()
  server.closeAllConnections()
  server.close()
})

function urlOf(path: string): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
}

function prober(change: Partial<ProbeDeps> = {}): Prober {
  const request: ProbeDeps['request'] = (input) => guardedRequest({ agent, allow }, input)
  return makeProber({ request, clock: () => 1_000_000, random: () => 0.5, ...change })
}

/** `passed`, `again`, or the key of the failure. */
function nameOf(decision: ProbeDecision): string {
  return decision.kind === 'failed' && 'key' in decision.error ? decision.error.key : decision.kind
}

/** A file of `size` bytes that knows HEAD and ranges, with the given type; the body is never really that long. */
function file(type: string | undefined, size: number, head: Uint8Array = jpeg): Route {
  return (method, response) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
    if (method === 'HEAD') return response.writeHead(200, { ...headers, 'content-length': String(size) }).end()
    const sample = Buffer.concat([head, Buffer.alloc(4_096)]).subarray(0, Math.min(size, 4_096))
    response.writeHead(206, { ...headers, 'content-range': `bytes 0-${sample.length - 1}/${size}` }).end(sample)
  }
}

/** The same file at a server whose HEAD answers `status`. */
function headless(status: number, route: Route): Route {
  return (method, response, request) =>
    method === 'HEAD' ? response.writeHead(status).end() : route(method, response, request)
}

/** The whole file at once, with or without its length. */
function plain(type: string | undefined, body: Uint8Array, chunked = false): Route {
  return (_, response) => {
    if (type !== undefined) response.setHeader('content-type', type)
    if (!chunked) response.setHeader('content-length', String(body.length))
    if (chunked) response.write(body.subarray(0, 1))
    response.end(chunked ? body.subarray(1) : body)
  }
}

const redirect =
  (to: string): Route =>
  (_, response) =>
    response.writeHead(302, { location: to }).end()
const status =
  (code: number): Route =>
  (_, response) =>
    response.writeHead(code).end()

const octets = 'application/octet-stream'
const table: [string, MediaKind, Route, string][] = [
  ['type and size by HEAD', 'image', file('image/jpeg', 1_000), 'passed'],
  ['parameters and case of the type', 'audio', file('Audio/OGG; codecs=opus', 1_000), 'passed'],
  ['both names of 3gp', 'video', file('video/3gpp', 1_000), 'passed'],
  ['a misnomer', 'image', file('image/jpg', 1_000), 'passed'],
  ['exactly the limit', 'image', file('image/png', 5 * megabyte), 'passed'],
  ['one byte more', 'image', file('image/png', 5 * megabyte + 1), 'MEDIA_TOO_LARGE'],
  ['a sticker above its limit', 'sticker', file('image/webp', 102_401), 'MEDIA_TOO_LARGE'],
  ['a large document', 'file', file('application/pdf', 99 * megabyte), 'passed'],
  ['an empty file', 'image', file('image/jpeg', 0), 'INVALID_MEDIA_URL'],
  ['a web page', 'image', file('text/html; charset=utf-8', 1_000), 'UNSUPPORTED_MEDIA_TYPE'],
  ['a type of another kind', 'video', file('image/jpeg', 1_000), 'UNSUPPORTED_MEDIA_TYPE'],
  ['a gif', 'image', file('image/gif', 1_000), 'UNSUPPORTED_MEDIA_TYPE'],
  ['no type, sniffed', 'image', file(undefined, 1_000), 'passed'],
  ['octets, sniffed', 'image', file(octets, 1_000), 'passed'],
  ['octets of another kind', 'sticker', file(octets, 1_000), 'UNSUPPORTED_MEDIA_TYPE'],
  ['octets that are a web page', 'file', file(octets, 1_000, Buffer.from('<!DOCTYPE html>')), 'UNSUPPORTED_MEDIA_TYPE'],
  ['octets, too large', 'image', file(octets, 6 * megabyte), 'MEDIA_TOO_LARGE'],
  ['HEAD is 400', 'image', headless(400, file('image/jpeg', 1_000)), 'passed'],
  ['HEAD is 403', 'image', headless(403, file('image/jpeg', 1_000)), 'passed'],
  ['HEAD is 404', 'image', headless(404, file('image/jpeg', 1_000)), 'passed'],
  ['HEAD is 405', 'image', headless(405, file('image/jpeg', 6 * megabyte)), 'MEDIA_TOO_LARGE'],
  ['HEAD is 501', 'image', headless(501, file('text/html', 1_000)), 'UNSUPPORTED_MEDIA_TYPE'],
  ['ranges are ignored', 'image', headless(405, plain('image/jpeg', Buffer.alloc(9_000))), 'passed'],
  [
    'ranges are ignored, too large',
    'sticker',
    headless(405, plain('image/webp', Buffer.alloc(102_401))),
    'MEDIA_TOO_LARGE',
  ],
  ['no length anywhere', 'image', plain('image/jpeg', Buffer.alloc(90_000), true), 'passed'],
  ['400', 'image', status(400), 'INVALID_MEDIA_URL'],
  ['401', 'image', status(401), 'INVALID_MEDIA_URL'],
  ['403', 'image', status(403), 'INVALID_MEDIA_URL'],
  ['404', 'image', status(404), 'INVALID_MEDIA_URL'],
  ['410', 'image', status(410), 'INVALID_MEDIA_URL'],
  ['416', 'image', status(416), 'INVALID_MEDIA_URL'],
  ['204', 'image', status(204), 'INVALID_MEDIA_URL'],
  ['408', 'image', status(408), 'again'],
  ['429', 'image', status(429), 'again'],
  ['500', 'image', status(500), 'again'],
  ['503', 'image', status(503), 'again'],
  ['connection cut', 'image', (_, response) => response.destroy(), 'again'],
  ['a redirect', 'image', redirect('/ok'), 'passed'],
  ['three redirects', 'image', redirect('/hop1'), 'passed'],
  ['four redirects', 'image', redirect('/hop0'), 'INVALID_MEDIA_URL'],
  ['a redirect to itself', 'image', redirect('/file'), 'INVALID_MEDIA_URL'],
  ['a redirect to nowhere', 'image', status(302), 'INVALID_MEDIA_URL'],
  ['a redirect to a private address', 'image', redirect('http://169.254.169.254/latest/'), 'INVALID_MEDIA_URL'],
  ['a redirect to its own host by another name', 'image', redirect('http://127.0.0.2/ok'), 'INVALID_MEDIA_URL'],
  ['a redirect to http', 'image', redirect('http://example.com/ok'), 'INVALID_MEDIA_URL'],
  ['a redirect to a file', 'image', redirect('file:///etc/passwd'), 'INVALID_MEDIA_URL'],
]

for (const [name, kind, route, expected] of table) {
  test(`${name}: ${expected}`, async () => {
    const ok = file('image/jpeg', 1_000)
    routes = {
      '/file': route,
      '/ok': ok,
      '/hop0': redirect('/hop1'),
      '/hop1': redirect('/hop2'),
      '/hop2': redirect('/ok'),
    }
    assert.equal(nameOf(await prober().probe([{ kind, url: urlOf('/file') }], 0)), expected)
  })
}

test('a file that passes by HEAD costs one request', async () => {
  routes['/file'] = file('image/jpeg', 1_000)
  await prober().probe([{ kind: 'image', url: urlOf('/file') }], 0)
  assert.deepEqual(asked, ['HEAD /file'])
})

test('messages name what was found and what is allowed, and which file of several', async () => {
  routes = { '/a': file('image/jpeg', 9), '/b': file('image/jpeg', 6.5 * megabyte), '/c': file('image/gif', 9) }
  const message = async (...paths: string[]) => {
    const media = paths.map((path) => ({ kind: 'image' as const, url: urlOf(path) }))
    const decision = await prober().probe(media, 0)
    return decision.kind === 'failed' ? decision.error.message : decision.kind
  }
  assert.equal(await message('/b'), 'The image has 6.5 MB; WhatsApp takes at most 5 MB.')
  assert.equal(await message('/c'), 'The type of the image is image/gif; WhatsApp takes image/jpeg, image/png.')
  assert.equal(await message('/gone'), 'The file cannot be fetched: the address answers 404.')
  assert.equal(await message('/a', '/b'), 'File 2: The image has 6.5 MB; WhatsApp takes at most 5 MB.')
  assert.equal(await message('/a', '/a'), 'passed')
})

test('a private address fails at once, with a text that tells nothing', async () => {
  for (const url of ['http://10.0.0.1/a.jpg', 'https://[::1]/a.jpg', 'https://intranet/', 'http://2130706434/']) {
    assert.deepEqual(await prober().probe([{ kind: 'image', url }], 0), {
      kind: 'failed',
      error: { key: 'INVALID_MEDIA_URL', message: 'The file cannot be fetched: the address is not allowed.' },
    })
  }
})

test('a host that does not answer in time is asked again', async () => {
  routes['/file'] = () => {}
  const decision = await prober({ timeoutMs: 50 }).probe([{ kind: 'image', url: urlOf('/file') }], 0)
  assert.equal(decision.kind, 'again')
})

test('an unclear file is looked at three times, with growing pauses', async () => {
  routes['/file'] = status(503)
  const one = prober()
  const media = [{ kind: 'image' as const, url: urlOf('/file') }]
  assert.deepEqual(await one.probe(media, 0), { kind: 'again', dueAt: 1_000_000 + 3_750 })
  assert.deepEqual(await one.probe(media, 1), { kind: 'again', dueAt: 1_000_000 + 7_500 })
  assert.deepEqual(await one.probe(media, 2), {
    kind: 'failed',
    error: { key: 'INVALID_MEDIA_URL', message: 'The file cannot be fetched: the address answers 503.' },
  })
  assert.equal(asked.length, 6)
  routes['/file'] = file('image/jpeg', 9)
  assert.equal(nameOf(await one.probe(media, 2)), 'passed')
})

test('what was found is remembered per file and kind, refusals for a shorter time', async () => {
  let now = 0
  routes = { '/good': file('image/jpeg', 9), '/bad': file('image/gif', 9) }
  const one = prober({ clock: () => now })
  const countOf = async (kind: MediaKind, path: string) => {
    asked = []
    await one.probe([{ kind, url: urlOf(path) }], 0)
    return asked.length
  }
  assert.deepEqual([await countOf('image', '/good'), await countOf('image', '/bad')], [1, 2])
  assert.deepEqual([await countOf('image', '/good'), await countOf('image', '/bad')], [0, 0])
  assert.equal(await countOf('video', '/good'), 2)
  now = 60_000
  assert.deepEqual([await countOf('image', '/good'), await countOf('image', '/bad')], [0, 2])
  now = 600_000
  assert.equal(await countOf('image', '/good'), 1)
})

test('what was found is remembered as long as the owner of the file allows', async () => {
  let now = 0
  const withControl = (control: string | undefined): Route => {
    return (method, response, request) => {
      if (control !== undefined) response.setHeader('cache-control', control)
      file('image/jpeg', 9)(method, response, request)
    }
  }
  routes = {
    '/public': withControl(undefined),
    '/minute': withControl('max-age=60'),
    '/ask': withControl('no-cache'),
    '/never': withControl('no-store'),
    '/own': withControl('private, max-age=60'),
    '/doc': file('application/pdf', 9),
    '/passing': (_, response) => response.writeHead(302, { location: '/public' }).end(),
  }
  const one = prober({ clock: () => now })
  const looksOf = async (path: string, instants: number[], acceptedAt?: number) => {
    const kind = path === '/doc' ? 'file' : 'image'
    asked = []
    for (const at of instants) {
      now = at
      assert.equal(nameOf(await one.probe([{ kind, url: urlOf(path) }], 0, acceptedAt)), 'passed')
    }
    return asked.filter((line) => line === `HEAD ${path}`).length
  }
  const minutes = [1_000, 2_000, 59_000, 60_999, 61_001, 120_000]
  assert.deepEqual(
    [await looksOf('/public', minutes), await looksOf('/minute', minutes), await looksOf('/passing', minutes)],
    [1, 2, 6],
  )
  for (const path of ['/ask', '/never', '/own', '/doc']) assert.equal(await looksOf(path, minutes), 6, path)
  // Those that were there before the look are served by it; what nobody may keep is looked at for each.
  assert.equal(await looksOf('/doc', [200_000, 201_000, 799_000, 800_000], 200_000), 2)
  assert.equal(await looksOf('/ask', [200_000, 201_000], 200_000), 1)
  for (const path of ['/never', '/own']) assert.equal(await looksOf(path, [200_000, 201_000], 200_000), 2, path)
})

test('the memory is bounded, and what is used stays', async () => {
  for (const path of ['/1', '/2', '/3']) routes[path] = file('image/jpeg', 9)
  const one = prober({ cacheEntries: 2 })
  const look = (path: string) => one.probe([{ kind: 'image', url: urlOf(path) }], 0)
  for (const path of ['/1', '/2', '/1', '/3', '/1', '/2']) await look(path)
  assert.deepEqual(asked, ['HEAD /1', 'HEAD /2', 'HEAD /3', 'HEAD /2'])
})

test('many messages with one file cost one look, and one host sees few looks at once', async () => {
  let active = 0
  let most = 0
  for (let i = 0; i < 20; i++) routes[`/${i}`] = file('image/jpeg', 9)
  const request: ProbeDeps['request'] = async (input) => {
    most = Math.max(most, ++active)
    const result = await guardedRequest({ agent, allow }, input)
    active--
    return result
  }
  const one = prober({ perHost: 3, request })
  const media = Array.from({ length: 100 }, (_, i) => ({ kind: 'image' as const, url: urlOf(`/${i % 20}`) }))
  const decisions = await Promise.all(media.map((file) => one.probe([file], 0)))
  assert.ok(decisions.every((decision) => decision.kind === 'passed'))
  assert.equal(asked.length, 20)
  assert.equal(most, 3)
})

test('a message passes only when all its files do, and a certain no outweighs an unclear one', () => {
  const verdict: fc.Arbitrary<Verdict> = fc.constantFrom<Verdict>(
    { kind: 'passed' },
    { kind: 'failed', error: { key: 'MEDIA_TOO_LARGE', message: 'm' } },
    { kind: 'unclear', reason: 'r' },
  )
  fc.assert(
    fc.property(
      fc.array(verdict),
      fc.nat(5),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (verdicts, probes, random) => {
        const decision = decideProbe(verdicts, probes, 1_000, random)
        const has = (kind: string) => verdicts.some((v) => v.kind === kind)
        const expected =
          has('failed') || (has('unclear') && probes >= 2) ? 'failed' : has('unclear') ? 'again' : 'passed'
        assert.equal(decision.kind, expected)
        if (decision.kind === 'again') assert.ok(decision.dueAt > 1_000)
      },
    ),
  )
})

test('every kind has a rule, and every type of a rule passes', async () => {
  for (const [kind, rule] of Object.entries(mediaRules)) {
    for (const type of rule.mimeTypes) {
      routes['/file'] = file(type, rule.maxBytes)
      assert.equal(nameOf(await prober().probe([{ kind: kind as MediaKind, url: urlOf('/file') }], 0)), 'passed', type)
    }
  }
})
