/** What is in force in the process that is asked, and where each value comes from; secrets are only said to be set. */
import { type Static, Type } from 'typebox'
import { withName } from '../../model/request/named.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { oneOf } from '../kit/schemas.ts'

const textOrNull = Type.Union([Type.String(), Type.Null()])
const setting = Type.Object({
  name: Type.String({ examples: ['RECADO_PORT'] }),
  value: Type.Union([Type.String(), Type.Null()], {
    description: 'As the environment has it; null: unset or a secret.',
  }),
  default: textOrNull,
  isSecret: Type.Boolean(),
  isSet: Type.Boolean(),
  source: oneOf(['default', 'environment', 'command', 'generated', 'api']),
})
withName('Setting', setting)

const route = {
  config: { access: 'admin' } as const,
  schema: {
    tags: ['Operations'],
    summary: 'List the settings in force',
    response: { 200: Type.Object({ results: Type.Array(setting) }) },
  },
}

export function registerSettings(app: App, { settings, logLevel }: Pick<HttpDeps, 'settings' | 'logLevel'>): void {
  app.get('/manage/v1/settings', route, () => ({ results: settings.map((one) => asNow(one, logLevel.read())) }))
}

/** The level of the log is the one setting that the API changes. */
function asNow(
  one: HttpDeps['settings'][number],
  log: ReturnType<HttpDeps['logLevel']['read']>,
): Static<typeof setting> {
  if (one.name !== 'RECADO_LOG_LEVEL' || log.level === log.configured) return one
  return { ...one, value: log.level, source: 'api' }
}
