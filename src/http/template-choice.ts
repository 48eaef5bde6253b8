/**
 * Which stored template a request means: by name, and by the language that it asks for or that goes without saying. Called by the
 * templates' routes.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { metaLanguage } from '../model/template/create-language.ts'
import { deletedStatus, type StoredTemplate } from '../model/template/record.ts'
import { botOf } from './auth.ts'
import type { HttpDeps } from './deps.ts'
import { refuse, refuseInvalid } from './errors.ts'

/** All languages of a name, or the one that was asked for; deleted ones are not there. */
export async function storedOf(deps: HttpDeps, request: FastifyRequest, elementName: string, language?: string) {
  const stored = await deps.store.templateRecords(botOf(request).id, elementName)
  const wanted = language === undefined ? undefined : metaLanguage(language)
  return stored.filter(
    ({ definition }) =>
      definition.status !== deletedStatus && (wanted === undefined || metaLanguage(definition.language) === wanted),
  )
}

/** The language that was asked for, the bot's, or the only one. Refuses when none or more than one could be meant. */
export function choose(
  request: FastifyRequest,
  reply: FastifyReply,
  all: StoredTemplate[],
  asked: string | undefined,
): StoredTemplate | undefined {
  const bot = botOf(request)
  const matching = (wanted: string) =>
    all.find(({ definition }) => metaLanguage(definition.language) === metaLanguage(wanted)) ??
    all.find(({ definition }) => definition.language.split('_')[0] === wanted.toLowerCase())
  const chosen = asked === undefined ? (all.length === 1 ? all[0] : matching(bot.locale)) : matching(asked)
  if (chosen) return chosen
  if (all.length === 0 || asked !== undefined) refuse(request, reply, 'NOT_FOUND')
  else refuseInvalid(request, reply, [{ path: 'language', rule: 'required' }])
  return undefined
}
