/**
 * `recado copy`: moves an installation from one database to another, shows progress, and says what to do next. Secrets
 * are never printed.
 */
import type { Config } from '../config/config.ts'
import { type CopyDeps, type CopyReport, copyStore } from '../store/copy/copy.ts'
import {
  configuredLocation,
  nameOfLocation,
  parseLocation,
  reasonAgainst,
  type StoreLocation,
} from '../store/location.ts'
import { createSeal } from '../store/sealing/seal.ts'
import { type CommonOptions, outputFor } from './frame/command.ts'
import { givenKeys } from './local-key.ts'
import { readSettings } from './settings.ts'

export type CopyOptions = CommonOptions & { from?: string; to?: string }

export async function runCopy(options: CopyOptions): Promise<void> {
  const config = readSettings()
  const from = locationOf('--from', options.from, config)
  const to = locationOf('--to', options.to, config)
  const startedAt = performance.now()
  const output = outputFor(options)
  const progress = process.stdout.isTTY && !output.isJson ? lineOfProgress() : undefined
  const report = await copyStore({ seal: createSeal(...givenKeys(config)), onProgress: progress }, { from, to })
  const names = { from: nameOfLocation(from), to: nameOfLocation(to) }
  const tookMs = performance.now() - startedAt
  output.result({ ...names, tables: report }, () => textOf(report, { from, to }, tookMs).trimEnd())
}

/** The given text is not repeated in the error: it may hold a password. */
function locationOf(option: string, text: string | undefined, config: Config): StoreLocation {
  const location = text === undefined ? configuredLocation(config) : parseLocation(text)
  if (location === undefined) throw new Error(`${option} ${reasonAgainst(text ?? '')}`)
  return location
}

/** One line, overwritten in place. */
function lineOfProgress(): CopyDeps['onProgress'] {
  return ({ table, step, rows, total }) => {
    const line = `  ${step} ${table}: ${figure(rows)} of ${figure(total)}`
    process.stdout.write(`\r${line.padEnd(72)}${rows === total ? '\r' : ''}`)
  }
}

function textOf(report: CopyReport, { from, to }: { from: StoreLocation; to: StoreLocation }, tookMs: number): string {
  const rows = report.reduce((sum, table) => sum + table.rows, 0)
  const seconds = Math.max(1, Math.round(tookMs / 1_000))
  return [
    ...report.map((table) => `${figure(table.rows).padStart(14)}  ${table.table}`),
    `${figure(rows).padStart(14)}  rows in ${seconds} s, ${figure(Math.round(rows / seconds))} a second; ` +
      'counts and checksums match',
    '',
    `${nameOfLocation(to)} now holds the installation. Start gateways on it with the same RECADO_SECRET_KEY.`,
    `${nameOfLocation(from)} is unchanged: never start a gateway on it again, or waiting messages are sent twice.`,
    '',
  ].join('\n')
}

function figure(value: number): string {
  return value.toLocaleString('en-US')
}
