/**
 * Checks for the operator: of a bot at Meta and of the installation. Each says what was found and how to fix it, in the
 * caller's language, and shows no secret.
 */
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Checked } from '../../diagnostics/check-bot.ts'
import { withNames } from '../../model/request/named.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { preferredLanguage } from '../kit/language.ts'
import { botParams, instant, iso, oneOf } from '../kit/schemas.ts'

const status = oneOf(['ok', 'warning', 'failed', 'unknown'], {
  description: '`unknown`: it could not be found out, for the reason in `found`.',
})

const check = Type.Object({
  name: Type.String({ description: 'docs/diagnostics.md lists them.', examples: ['access_token'] }),
  status,
  found: Type.String({ description: 'In the language of Accept-Language; English by default.' }),
  fix: Type.Union([Type.String(), Type.Null()], { description: 'What to do, in one sentence; null when it is ok.' }),
  data: Type.Record(Type.String(), Type.Unknown(), { description: 'The same for programs.' }),
})

const fields = {
  status: { ...status, description: 'The most serious one of the checks.' },
  checkedAt: instant,
  checks: Type.Array(check),
}
const ofBot = Type.Object({ botId: Type.String(), ...fields })
const ofInstallation = Type.Object(fields)

withNames({ DiagnosticCheck: check, BotCheck: ofBot, Diagnostics: ofInstallation })

const config = { access: 'admin' } as const
const tags = ['Diagnostics']
const routes = {
  bot: {
    config: { ...config, hasOptionalBody: true as const },
    schema: {
      tags,
      params: botParams,
      summary: 'Check a bot: credentials, number, webhooks, endpoints',
      response: { 200: ofBot },
    },
  },
  installation: {
    config,
    schema: {
      tags,
      summary: 'Check the installation: disk, database, clock, address, settings',
      response: { 200: ofInstallation },
    },
  },
}

export function registerDiagnostics(app: App, deps: HttpDeps): void {
  app.post('/manage/v1/bots/:botId/check', routes.bot, async (request) => {
    const bot = botOf(request)
    deps.numbers.lookAgain(bot.id)
    return { botId: bot.id, ...view(await deps.checkBot(bot, languageOf(request))) }
  })
  app.get('/manage/v1/diagnostics', routes.installation, async (request) =>
    view(await deps.diagnose(languageOf(request))),
  )
}

function languageOf({ headers }: FastifyRequest) {
  return preferredLanguage(headers['accept-language'])
}

function view({ status, checkedAt, checks }: Checked): Static<typeof ofInstallation> {
  return { status, checkedAt: iso(checkedAt), checks }
}
