/** What lists.ts was asked for. `keep`: see lists-stage.ts. */
import { parseArgs } from 'node:util'

export const { positionals, values: flags } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: 'string' }, api: { type: 'boolean' }, rounds: { type: 'string' } },
})

export const rows = Number(positionals[0] ?? 10_000_000)
