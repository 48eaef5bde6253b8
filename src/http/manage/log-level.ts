/**
 * How much the process that is asked logs: read, and changed for a time without a restart. Several processes are asked
 * one by one, at their own addresses.
 */
import { Type } from 'typebox'
import { type LogLevelView, logLevels } from '../../model/log-level.ts'
import { withNames } from '../../model/request/named.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { instant, iso, oneOf } from '../kit/schemas.ts'

const config = { access: 'admin' } as const
const tags = ['Operations']
const path = '/manage/v1/log-level'
const daySeconds = 86_400

const level = oneOf(logLevels, { description: 'As RECADO_LOG_LEVEL has them.' })
const body = Type.Object(
  {
    level,
    forSeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 7 * daySeconds,
        description: 'Then the level of the settings again. Without it: until the process ends.',
        examples: [600],
      }),
    ),
  },
  { additionalProperties: false },
)
const view = Type.Object({
  level,
  configured: oneOf(logLevels, { description: 'The level of the settings.' }),
  until: Type.Union([instant, Type.Null()]),
})

withNames({ LogLevelChange: body, LogLevel: view })

const routes = {
  read: { config, schema: { tags, summary: 'How much the process logs', response: { 200: view } } },
  change: {
    config,
    schema: {
      tags,
      summary: 'Log more or less, without a restart',
      body,
      response: { 200: view },
    },
  },
}

export function registerLogLevel(app: App, { logLevel }: Pick<HttpDeps, 'logLevel'>): void {
  app.get(path, routes.read, () => viewOf(logLevel.read()))
  app.put(path, routes.change, ({ body: { level, forSeconds } }) =>
    viewOf(logLevel.change(level, forSeconds === undefined ? undefined : forSeconds * 1_000)),
  )
}

function viewOf({ level, configured, until }: LogLevelView) {
  return { level, configured, until: until === undefined ? null : iso(until) }
}
