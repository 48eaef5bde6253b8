/**
 * Fetches and checks media that a message names by `link`, as Meta does: within a timeout, a size and ten redirects,
 * over http and https, and never from a private address unless allowed. An error becomes a failed status.
 */
import { lookup as lookupName } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Agent, request } from 'undici'
import type { Refusal } from '../graph/error.ts'
import { bareTypeOf, isPlayable, isVoiceNote, linkFamilyOf, type MediaFamily, maxBytesOf } from '../media-types.ts'
import { isJson } from '../wire.ts'

/** `isVoice`: audio that is to be a voice note. */
export type Link = { url: string; family: MediaFamily; isVoice?: boolean }

export type Links = {
  /** The refusal for the first link that fails. */
  check(links: readonly Link[], arePrivateAllowed: boolean): Promise<Refusal | undefined>
  clear(): void
  stop(): Promise<void>
}

const families: readonly MediaFamily[] = ['image', 'audio', 'video', 'document', 'sticker']
const cacheMs = 10 * 60 * 1000
const maxCached = 1_000
const maxRedirects = 10
const maxLinks = 30

/** Every link of a message, wherever it is: its own, a header's, a template's, a card's. */
export function linksOf(value: unknown, found: Link[] = []): Link[] {
  if (Array.isArray(value)) for (const item of value) linksOf(item, found)
  if (!isJson(value) || found.length >= maxLinks) return found
  for (const [key, member] of Object.entries(value)) {
    const family = families.find((one) => one === (key === 'gif' ? 'video' : key))
    if (family !== undefined && isJson(member) && typeof member.link === 'string')
      found.push({ url: member.link, family, isVoice: member.voice === true })
    else if (typeof member === 'object') linksOf(member, found)
  }
  return found
}

/** `now` is the sandbox's time: Meta caches a link's media for ten minutes, keyed by the exact address. */
export function createLinks(deps: { now(): number; timeoutMs(): number }): Links {
  const cache = new Map<string, { until: number; refusal: Refusal | undefined }>()
  const open = new Agent()
  const guarded = new Agent({ connect: { lookup: publicLookup } })
  const checkOne = async (link: Link, isOpen: boolean): Promise<Refusal | undefined> => {
    const key = `${link.family} ${link.isVoice === true} ${isOpen} ${link.url}`
    const known = cache.get(key)
    if (known !== undefined && known.until > deps.now()) return known.refusal
    const refusal = await fetched(link, { isOpen, agent: isOpen ? open : guarded, timeoutMs: deps.timeoutMs() })
    // A failed fetch is not cached, since the next one may succeed.
    if (refusal?.code !== 131052) cache.set(key, { until: deps.now() + cacheMs, refusal })
    if (cache.size > maxCached) cache.delete(cache.keys().next().value ?? '')
    return refusal
  }
  return {
    async check(links, arePrivateAllowed) {
      const refusals = await Promise.all(links.map((link) => checkOne(link, arePrivateAllowed)))
      return refusals.find((refusal) => refusal !== undefined)
    },
    clear: () => cache.clear(),
    async stop() {
      await Promise.all([open.destroy(), guarded.destroy()])
    },
  }
}

type Fetching = { isOpen: boolean; agent: Agent; timeoutMs: number }

async function fetched({ url, family, isVoice }: Link, how: Fetching): Promise<Refusal | undefined> {
  try {
    const signal = AbortSignal.timeout(how.timeoutMs)
    let at = new URL(url)
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      if (!/^https?:$/.test(at.protocol)) return unfetched(url, `${at.protocol} is not http`)
      if (!how.isOpen && isPrivate(at.hostname)) return unfetched(url, privateAddress)
      const answer = await request(at, { dispatcher: how.agent, signal })
      const { location } = answer.headers
      if (answer.statusCode === 200) return await evaluated(answer, { url, family, ...(isVoice && { isVoice }) })
      discard(answer.body)
      if (answer.statusCode < 300 || answer.statusCode > 399 || typeof location !== 'string')
        return unfetched(url, `HTTP ${answer.statusCode}`)
      at = new URL(location, at)
    }
    return unfetched(url, 'too many redirects')
  } catch (error) {
    return unfetched(url, error instanceof Error ? error.message : 'no answer')
  }
}

/** A discarded body emits an error, which is of no interest. */
function discard(body: Answered['body']): void {
  body.on('error', ignore).destroy()
}

function ignore(): void {}

type Answered = Awaited<ReturnType<typeof request>>

async function evaluated({ headers, body }: Answered, { url, family, isVoice }: Link): Promise<Refusal | undefined> {
  const said = String(headers['content-type'] ?? 'application/octet-stream')
  const type = bareTypeOf(said)
  if (linkFamilyOf(said) !== family) {
    discard(body)
    return { code: 131053, details: `${type} is not supported for ${family}: ${url}` }
  }
  let head = Buffer.alloc(0)
  let size = 0
  const max = maxBytesOf(family, animatedSticker)
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (head.length < 512) head = Buffer.concat([head, chunk])
    size += chunk.length
    if (size > max) break
  }
  if (!isPlayable(type, head)) return { code: 131053, details: `${type} without Opus is not supported: ${url}` }
  if (isVoice && !isVoiceNote(head)) return { code: 131053, details: `a voice note is mono Opus in Ogg: ${url}` }
  return size <= maxBytesOf(family, head)
    ? undefined
    : { code: 131053, details: `${url} is larger than ${maxBytesOf(family, head)} bytes, the maximum for ${family}` }
}

/** A header for which `maxBytesOf` returns its highest limit. */
const animatedSticker = Buffer.from('RIFF\0\0\0\0WEBPVP8X\0\0\0\0\x02', 'latin1')

const privateAddress = 'it is at a private address'

function unfetched(url: string, why: string): Refusal {
  return { code: 131052, details: `${url} could not be fetched: ${why}` }
}

/** Whether the link's host names this machine, judged by its text alone. */
export function isLoopback({ url }: Link): boolean {
  const host = URL.parse(url)?.hostname ?? ''
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

const reserved: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]

const privateRanges = new BlockList()
for (const [address, prefix, type] of reserved) privateRanges.addSubnet(address, prefix, type)

/** For hosts that are addresses; names are checked on lookup. */
function isPrivate(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '')
  const version = isIP(address)
  return version !== 0 && privateRanges.check(address, version === 6 ? 'ipv6' : 'ipv4')
}

/** Resolves a name only if none of its addresses is private, so that the connection uses the addresses just checked. */
const publicLookup: LookupFunction = (host, options, callback) => {
  lookupName(host, { ...options, all: true }, (error, addresses) => {
    const first = addresses?.[0]
    if (error !== null || first === undefined) return callback(error ?? new Error('no address'), '', 0)
    if (addresses.some(({ address }) => isPrivate(address))) return callback(new Error(privateAddress), '', 0)
    if (options.all === true) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}
