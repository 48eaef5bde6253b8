/**
 * No expression of more than linear cost is applied to a text: every regular expression of the source, and every
 * pattern of a schema, on hostile texts of up to 1 MB.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openapiDocument } from '../../src/http/openapi.ts'
import { chatLink } from '../../src/model/campaign/phone.ts'
import { emoji } from '../../src/model/text/length.ts'
import { hostileTexts, hostileUnits, type Pattern, patternsIn, patternsOfSource } from '../support/patterns.ts'
import { readSources } from '../support/sources.ts'

/**
 * A linear one costs some nanoseconds a character; on a busy machine ten times as much. A quadratic one exceeds this
 * from some thousand on.
 */
const maxMsPerCharacter = 0.001
const freeMs = 2

/** Built at run time, from texts of ours; the parts are checked here. */
const built: Record<string, string> = {
  'model/template/create.ts': 'the pattern of the schema',
  'http/manage/unprocessed.ts': 'the pattern of the schema',
  'model/campaign/phone.ts': chatLink.source,
  'model/text/length.ts': emoji.source,
  'config/text.ts': 'the pattern of ids in paths',
  'sandbox/graph/multipart.ts': '(?:^|;)\\s*name=(?:"([^"]*)"|([^;\\s]+))',
  'sandbox/rules/table.ts': 'rules that the sandbox is given by its own table',
}

test('the reader finds expressions and nothing else', () => {
  const text = "const a = b / c / d // /x/\nf(/[/\\]]+/g, 'it/s/', `#{g(/y$/)} /no/`)\nreturn /\\/+$/.test(a)".replace(
    '#',
    '$',
  )
  assert.deepEqual(
    patternsIn(text, 'f').map(({ source }) => source),
    ['[/\\]]+', 'y$', '\\/+$'],
  )
  const tags = 'return <p a={b}>{c.replace(/z+/, d)}<Mark e={f} /></p>'
  assert.deepEqual(
    patternsIn(tags, 'f.tsx').map(({ source }) => source),
    ['z+'],
  )
})

test('every expression costs in proportion to its text, up to 1 MB', () => {
  const patterns = [...patternsOfSource().filter(({ file, line }) => file !== 'cli.ts' || line > 1), ...builtOnes()]
  assert.ok(patterns.length > 250, `${patterns.length} expressions`)
  const slow = unique(patterns).flatMap((pattern) => tooSlow(pattern) ?? [])
  assert.deepEqual(slow, [])
})

test('every pattern of a schema costs in proportion to its text, up to 1 MB', async () => {
  const sources = schemaPatterns(await openapiDocument())
  assert.ok(sources.length > 3, `${sources.length} patterns`)
  const patterns = sources.map((source) => ({ file: 'openapi.json', line: 0, source, flags: 'u' }))
  assert.deepEqual(
    unique(patterns).flatMap((pattern) => tooSlow(pattern) ?? []),
    [],
  )
})

test('the check detects a quadratic cost', () => {
  for (const source of ['\\/+$', '^(?:\\d+\\.?\\d*)$', '\\*.+\\*x', '(?:a|a)+b$', '\\s*,'])
    assert.ok(tooSlow({ file: 'f', line: 1, source, flags: '' }), source)
})

test('expressions built at run time are on the list', () => {
  const files = readSources().filter(({ text }) => text.includes('new RegExp('))
  assert.deepEqual(files.map(({ path }) => path).sort(), Object.keys(built).sort())
})

function builtOnes(): Pattern[] {
  const flagsOf = { 'sandbox/graph/multipart.ts': 'i', 'model/campaign/phone.ts': 'i', 'model/text/length.ts': 'v' }
  return Object.entries(flagsOf).map(([file, flags]) => ({ file, line: 0, source: built[file] ?? '', flags }))
}

function unique(patterns: Pattern[]): Pattern[] {
  return [...new Map(patterns.map((pattern) => [`${pattern.source}/${pattern.flags}`, pattern])).values()]
}

/**
 * The length at which it costs more than its share, or nothing. The units that cost most at 1,000 characters are tried
 * at increasing lengths.
 */
function tooSlow({ file, line, source, flags }: Pattern): string | undefined {
  const expression = new RegExp(source, `${flags.replace(/[yg]/g, '')}g`)
  const reported = (unit: string, size: number) =>
    `${file}:${line} /${source}/ on ${JSON.stringify(unit)}, ${size} times`
  // An expression that doubles with each character would never return from a long text.
  for (const size of [12, 24, 100])
    for (const unit of hostileUnits(source))
      if (hostileTexts(unit, size).some((text) => isSlow(expression, text, freeMs))) return reported(unit, size)
  const units = hostileUnits(source)
    .map((unit) => ({ unit, ms: Math.max(...hostileTexts(unit, 1_000).map((text) => timeOf(expression, text))) }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 3)
  for (const size of [4_000, 32_000, 1_000_000]) {
    for (const { unit } of units.slice(0, size > 100_000 ? 1 : 3)) {
      for (const text of hostileTexts(unit, size)) {
        const bound = freeMs + size * maxMsPerCharacter
        if (isSlow(expression, text, bound)) return reported(unit, size)
      }
    }
  }
  return undefined
}

/** The best of three: a busy machine makes a run longer, never shorter. */
function isSlow(expression: RegExp, text: string, boundMs: number): boolean {
  return [1, 2, 3].every(() => timeOf(expression, text) > boundMs)
}

function timeOf(expression: RegExp, text: string): number {
  const beganAt = performance.now()
  text.replace(expression, '')
  return performance.now() - beganAt
}

function schemaPatterns(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    key === 'pattern' && typeof member === 'string' ? [member] : schemaPatterns(member),
  )
}
