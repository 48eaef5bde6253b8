/** `recado openapi`: the document that is committed as openapi.json and checked for drift, as a running gateway serves it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { startApp } from '../app.ts'
import { loadConfig } from '../config.ts'

export async function openapi(): Promise<void> {
  process.stdout.write(`${JSON.stringify(await openapiDocument(), null, 2)}\n`)
}

/** Of a gateway that lives for this one question, on a free port and a folder of its own. */
export async function openapiDocument(): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'recado-openapi-'))
  const loaded = loadConfig({ RECADO_PORT: '0', RECADO_DATA_DIR: folder })
  if (!loaded.ok) throw new Error(loaded.problems.join(' '))
  const app = await startApp(loaded.config, { log: pino({ level: 'silent' }) })
  try {
    const answer = await fetch(`${app.url}/openapi.json`)
    return await answer.json()
  } finally {
    await app.stop()
    rmSync(folder, { recursive: true })
  }
}
