/** The log while the store is unreachable: its failures are at debug level, everything else is logged as usual. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { quietLogger } from '../../src/app/logger.ts'
import { StoreUnavailableError } from '../../src/store/sql/failures.ts'

test('a line without facts and other failures are logged, an unreachable store is not', () => {
  const lines: string[] = []
  const log = quietLogger(pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }))
  log.warn('only words')
  log.warn({ botId: 'b' }, 'with facts')
  log.error({ err: new Error('another') }, 'a failure')
  log.error({ err: new StoreUnavailableError('the store takes no writes') }, 'a failure of the store')
  const reported = lines.map((line) => JSON.parse(line) as { level: number; msg: string })
  assert.deepEqual(
    reported.map(({ level, msg }) => [level, msg]),
    [
      [40, 'only words'],
      [40, 'with facts'],
      [50, 'a failure'],
    ],
  )
})
