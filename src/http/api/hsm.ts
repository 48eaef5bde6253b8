/**
 * A template to up to 10,000 phones: POST /v2/whatsapp/{botId}/hsm (jelou-api.md, section 6). The request is parsed,
 * then fitted to the stored template, and accepted only if it can work: a missing or unapproved template answers the
 * documented 400, anything that does not fit it 422.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Bot } from '../../model/bot/bot.ts'
import { withName } from '../../model/request/named.ts'
import { fitTemplate } from '../../model/template/fit.ts'
import { type LanguageResult, languageNotices, resolveLanguage } from '../../model/template/language.ts'
import { ofAccount } from '../../model/template/meaning.ts'
import { type HsmRequest, normalisedRequest, parseHsmRequest } from '../../model/template/request.ts'
import { hsmRequestSchema } from '../../model/template/request-schema.ts'
import { acceptTemplate } from '../../outbound/accept.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { isMisspelled, refuseInvalid, type refuseTemplate } from '../kit/errors.ts'
import { answerAcceptance, callerOf, noteFit } from '../kit/idempotency.ts'
import { refuseNoTemplate } from '../kit/no-template.ts'
import { botParams, idempotencyHeaders, unchecked } from '../kit/schemas.ts'
import { unknownSkill } from './named-skill.ts'

const answer = Type.Array(Type.Object({ id: Type.String(), destination: Type.String() }), {
  description: 'By destination, in order. A repeated one is sent once and repeats its id.',
})

withName('TemplateAccepted', answer)

export function registerHsm(app: App, deps: HttpDeps): void {
  app.post(
    '/v2/whatsapp/:botId/hsm',
    {
      config: { access: 'client' },
      validatorCompiler: unchecked,
      schema: {
        tags: ['Templates'],
        summary: 'Send a template',
        params: botParams,
        headers: idempotencyHeaders,
        body: hsmRequestSchema,
        response: { 200: answer },
      },
    },
    (request, reply) => sendTemplate(deps, request, reply),
  )
}

async function sendTemplate(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const bot = botOf(request)
  const { allowPrivateMedia } = deps
  const parsed = parseHsmRequest(request.body, { now: deps.clock(), allowPrivateMedia })
  const caller = callerOf(request)
  if (!parsed.ok || !caller.ok || isMisspelled(request)) {
    const violations = [...(caller.ok ? [] : caller.violations), ...(parsed.ok ? [] : parsed.violations)]
    return refuseInvalid(request, reply, violations)
  }
  const hsm = parsed.value
  const definitions = await deps.store.templatesNamed(bot.id, hsm.elementName)
  const resolved = resolveLanguage(hsm.language, definitions, bot.locale)
  if (resolved.kind !== 'found') {
    const problem = templateProblemOf(resolved, hsm.language, bot)
    await refuseNoTemplate(deps, request, reply, problem, normalisedRequest(hsm, bot))
    return
  }
  const fitted = fitTemplate(hsm, resolved.definition)
  const strange = await unknownSkill(deps, bot.id, hsm.actions, request.body)
  if (!fitted.ok) return refuseInvalid(request, reply, [...fitted.violations, ...strange])
  if (strange.length > 0) return refuseInvalid(request, reply, strange)
  noteFit(reply, [...languageNotices(resolved), ...(fitted.notices ?? [])])
  return accept(deps, request, reply, {
    bot,
    caller: caller.value,
    hsm,
    content: ofAccount(fitted.value, bot.channel.wabaId, resolved.definition),
    isMarketing: resolved.definition.category === 'MARKETING',
  })
}

async function accept(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  {
    bot,
    caller,
    hsm,
    content,
    isMarketing,
  }: { hsm: HsmRequest } & Pick<Parameters<typeof acceptTemplate>[1], 'bot' | 'caller' | 'content' | 'isMarketing'>,
): Promise<void> {
  const { destinations, campaignId, expiresAt, sendAt, actions } = hsm
  const input = { bot, caller, destinations, content, campaignId, expiresAt, sendAt, actions, isMarketing }
  const acceptance = await acceptTemplate(deps.accept, input)
  if ('answer' in acceptance) request.messageId = acceptance.answer[0]?.id
  if (acceptance.kind === 'accepted') deps.metrics.accepted(bot.id, 'notification', acceptance.messageIds.length)
  return answerAcceptance(request, reply, acceptance)
}

/** The reason why no definition fits, for the documented 400. */
export function templateProblemOf(
  result: Exclude<LanguageResult, { kind: 'found' }>,
  language: string | undefined,
  bot: Bot,
): Parameters<typeof refuseTemplate>[2] {
  switch (result.kind) {
    case 'missing':
      return { kind: 'missing' }
    case 'not_approved':
      return { kind: 'not_approved', args: { language: result.language, status: result.status } }
    case 'no_language': {
      const args = { language: language ?? bot.locale, available: result.available.join(', ') }
      return { kind: 'no_language', args }
    }
  }
}
