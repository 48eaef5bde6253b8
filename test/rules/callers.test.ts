/**
 * A file's head that names its callers tells the truth: each named file imports it, by value or by type. Names without
 * an ending count where they are those of a neighbour.
 */
import assert from 'node:assert/strict'
import { dirname } from 'node:path/posix'
import { describe, test } from 'node:test'
import { readSources, type Source } from '../support/sources.ts'

const verbs = 'called|made|used|asked|read|run|owned|hooked in|started|rendered|produced|given'
/** From the verb to the end of the list of names. */
const clause = new RegExp(
  `(?<=^|[.;:,] )(?:${verbs}) by (.*?)(?:\\.(?=\\s|$)|[;():]| (?:when|which|that|before|once|from|on|for|with|in|at|so|as|while) |$)`,
  'gi',
)

/** The first comment of a file, as one line. */
export function headOf(text: string): string {
  const comment = /^(?:#!.*\n)?(\/\*\*[\s\S]*?\*\/|(?:\/\/.*\n)+)/.exec(text)?.[1] ?? ''
  return comment.replaceAll(/\s*\n\s*(?:\*\/|\*|\/\/)?\s*/g, ' ').replace(/^\/\*\*\s*|\s*\*\/$/g, '')
}

/** The callers that a head names: files with their ending, and neighbours without. */
export function callersIn(head: string, neighbours: ReadonlySet<string>): string[] {
  const items = [...head.matchAll(clause)].flatMap(([, names = '']) => names.split(/,? and (?:by )?|, (?:by )?|,? or /))
  return items.flatMap((item) => {
    const [file] = /[\w./-]+\.ts\b/.exec(item) ?? []
    const neighbour = `${item.trim()}.ts`
    return file === undefined ? (neighbours.has(neighbour) ? [neighbour] : []) : [file]
  })
}

const sources = readSources()
const importersOf = Map.groupBy(
  sources.flatMap(({ imports }) => imports).filter(({ isOurs }) => isOurs),
  ({ to }) => to,
)

function falseCallers({ path, text }: Source): string[] {
  const folder = dirname(path)
  const neighbours = new Set(
    sources.flatMap((one) => (dirname(one.path) === folder ? [one.path.slice(one.path.lastIndexOf('/') + 1)] : [])),
  )
  const importers = (importersOf.get(path) ?? []).map(({ from }) => from)
  const named = callersIn(headOf(text), neighbours).map((name) => name.replace(/^(?:\.\.?\/)+/, ''))
  return named
    .filter((name) => !importers.some((from) => from === name || from.endsWith(`/${name}`)))
    .map((name) => `${path}: ${name} does not import it`)
}

describe('heads of files', () => {
  test('the reader finds the callers that a head names', () => {
    const text =
      '/**\n * What is there. Called by decode and\n * ../store/ingest.ts, when it is due. Made by hand.\n */\nimport'
    assert.deepEqual(callersIn(headOf(text), new Set(['decode.ts'])), ['decode.ts', '../store/ingest.ts'])
  })

  test('name as callers only files that import them', () => {
    assert.deepEqual(sources.flatMap(falseCallers), [])
  })
})
