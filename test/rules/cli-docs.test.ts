/** docs/cli.md against the commands: each with its options, its exit codes, its tools; and its examples are run. */
import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Command } from 'commander'
import { exitCodes } from '../../src/cli/frame/failure.ts'
import { sayIn } from '../../src/cli/frame/say.ts'
import { readTools, writeTools } from '../../src/cli/mcp-tools.ts'
import { createProgram } from '../../src/cli/program.ts'
import { blocksOf, readDocument, rootPath, sectionOf } from '../support/documents.ts'
import { startGateway } from '../support/gateway.ts'
import { openShell } from '../support/recado.ts'

const page = readDocument('docs/cli.md')
const common = ['--json', '--lang', '--settings']
const connection = ['--url', '--key-file', '--profile']

const rowsOf = (section: string) =>
  [...sectionOf(page, section).matchAll(/^\| (.+) \|$/gm)]
    .map(([, row = '']) => row.split(' | '))
    .filter(([first = '']) => !/^(?:-+|Command|Exit code)$/.test(first))

function leavesOf(command: Command, path: string[] = []): { usage: string; command: Command }[] {
  const visible = command.createHelp().visibleCommands(command)
  if (visible.length > 0) return visible.flatMap((one) => leavesOf(one, [...path, one.name()]))
  const args = command.registeredArguments.map((one) => {
    const name = one.variadic ? `${one.name()}...` : one.name()
    return one.required ? `<${name}>` : `[${name}]`
  })
  return [{ usage: [...path, ...args].join(' '), command }]
}

describe('docs/cli.md', () => {
  test('has every command with its options, and no other', () => {
    const documented = rowsOf('## Commands').map(([usage = '', options = '']) => {
      const asks = usage.endsWith('→')
      const own = [...options.matchAll(/`(--[\w-]+)`/g)].map(([, option = '']) => option)
      return { usage: /`(.+)`/.exec(usage)?.[1], options: [...common, ...(asks ? connection : []), ...own].sort() }
    })
    const leaves = leavesOf(createProgram({ say: sayIn('en'), language: 'en' }))
    assert.ok(leaves.length > 40, String(leaves.length))
    assert.deepEqual(
      documented,
      leaves.map(({ usage, command }) => ({ usage, options: command.options.map(({ long }) => String(long)).sort() })),
    )
  })

  test('has every exit code', () => {
    const documented = rowsOf('## Output').map(([code]) => Number(code))
    assert.deepEqual(documented, [...Object.values(exitCodes), 130])
  })

  test('has every tool for assistants', () => {
    const named = [...sectionOf(page, '## For assistants').matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name]) => name)
    assert.deepEqual(named.sort(), [...readTools, ...writeTools].map(({ name }) => name).sort())
  })

  test('has examples that work as they stand, one after the other', async () => {
    await using gateway = await startGateway()
    using shell = openShell(gateway)
    mkdirSync(join(shell.folder, 'docs'))
    copyFileSync(join(rootPath, 'docs/clientes.csv'), join(shell.folder, 'docs/clientes.csv'))
    const commands = blocksOf(page)
      .filter(({ language, text }) => language === 'sh' && text.startsWith('recado '))
      .map(({ text }) => text.trim())
    assert.ok(commands.length >= 7, String(commands.length))
    for (const line of commands) {
      const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare = '']) => quoted ?? bare)
      const args = words
        .slice(1)
        .map((word) => word.replace(/^(?:\.\/|docs\/|recado\.env)/, (part) => join(shell.folder, part)))
      const { code, stderr } = await shell.run(args, { RECADO_DATA_DIR: gateway.dataDir })
      assert.equal(code, 0, `${line}: ${stderr}`)
    }
  })
})
