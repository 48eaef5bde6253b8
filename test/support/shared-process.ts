/**
 * Several test files in one process: each is a suite of its own, with its hooks, one after the other. The suite's name
 * is that of the file.
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

let made = 0

/** Paths of replacements: files that import `max` of them each, with neighbours of the list in different ones. */
export function inSharedProcesses(paths: string[], max: number): string[] {
  const processes = Math.ceil(paths.length / max)
  if (max === 1) return paths
  return Array.from({ length: processes }, (_, at) => {
    const own = paths.filter((_path, index) => index % processes === at)
    const file = join(folder(), `${relative(root, own[0] ?? '').replaceAll(/\W+/g, '-')}-${++made}.test.mjs`)
    writeFileSync(file, textOf(own))
    return file
  })
}

function folder(): string {
  const run = process.env.RECADO_TEST_RUN_FOLDER
  return run ?? mkdtempSync(join(tmpdir(), 'recado-together-'))
}

function textOf(paths: string[]): string {
  const suites = paths.map((path) => {
    const [name, url] = [relative(root, path), pathToFileURL(path).href].map((text) => JSON.stringify(text))
    return `describe(${name}, async () => { await import(${url}) })`
  })
  return ["import { describe } from 'node:test'", ...suites, ''].join('\n')
}
