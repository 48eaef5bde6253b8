/**
 * The older template send (jelou-api.md, 5.7 and 8.3): one person, the template by Meta's id or by name, values by
 * name. It becomes a notification like the newer one; only its response is that of a message.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Bot } from '../../model/bot/bot.ts'
import type { TemplateContent } from '../../model/message/content.ts'
import {
  hsmRequestOf,
  parseTemplateById,
  type TemplateByIdRequest,
  templateByIdSchema,
} from '../../model/template/by-id.ts'
import type { TemplateDefinition } from '../../model/template/definition.ts'
import { fitTemplate } from '../../model/template/fit.ts'
import { languageNotices, resolveLanguage } from '../../model/template/language.ts'
import { ofAccount } from '../../model/template/meaning.ts'
import { labelsIn } from '../../model/template/values.ts'
import { acceptTemplate } from '../../outbound/accept.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { isMisspelled, refuseInvalid } from '../kit/errors.ts'
import { answerAcceptance, callerOf, noteFit } from '../kit/idempotency.ts'
import { refuseNoTemplate } from '../kit/no-template.ts'
import { botParams, idempotencyHeaders, unchecked } from '../kit/schemas.ts'
import { templateProblemOf } from './hsm.ts'
import { unknownSkill } from './named-skill.ts'

const params = Type.Object({
  botId: botParams.properties.botId,
  campaignId: Type.String({
    description: 'The campaign of the send: one of this server or a name of your own.',
  }),
})

export function registerTemplateById(app: App, deps: HttpDeps): void {
  app.post(
    '/v1/bots/:botId/campaigns/:campaignId/template-messages',
    {
      config: { access: 'client' },
      validatorCompiler: unchecked,
      schema: {
        tags: ['Campaigns'],
        summary: 'Send a template within a campaign',
        params,
        headers: idempotencyHeaders,
        body: templateByIdSchema,
        response: { 200: Type.Object({ success: Type.Literal(true), messageId: Type.String() }) },
      },
    },
    (request, reply) => sendTemplateById(deps, request, reply, request.params.campaignId),
  )
}

/** Whether a body on the messages path is such a send. */
export function asksForTemplate(body: unknown): boolean {
  const type = (body as { type?: unknown } | null | undefined)?.type
  return typeof type === 'string' && type.toLowerCase() === 'template'
}

export async function sendTemplateById(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  campaignId?: string,
): Promise<void> {
  const bot = botOf(request)
  const { allowPrivateMedia } = deps
  const parsed = parseTemplateById(request.body, { botId: bot.id, now: deps.clock(), allowPrivateMedia })
  const caller = callerOf(request)
  if (!parsed.ok || !caller.ok || isMisspelled(request)) {
    const violations = [...(caller.ok ? [] : caller.violations), ...(parsed.ok ? [] : parsed.violations)]
    return refuseInvalid(request, reply, violations)
  }
  const found = await contentOf(deps, request, reply, parsed.value)
  if (found === undefined) return
  const { userId, parts } = parsed.value
  const { actions, expiresAt, sendAt } = parts
  const input = {
    bot,
    caller: caller.value,
    destinations: [userId],
    ...found,
    campaignId: campaignId ?? parts.campaignId,
    actions,
    expiresAt,
    sendAt,
  }
  const acceptance = await acceptTemplate(deps.accept, input)
  if ('answer' in acceptance) request.messageId = acceptance.answer[0]?.id
  if (acceptance.kind === 'accepted') deps.metrics.accepted(bot.id, 'notification')
  return answerAcceptance(request, reply, acceptance)
}

/** Fitted to the stored template; undefined when the request was refused because none fits. */
async function contentOf(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  send: TemplateByIdRequest,
): Promise<{ content: TemplateContent; isMarketing: boolean } | undefined> {
  const bot = botOf(request)
  const { templateId, userId, parameters, parts } = send
  const { language, actions } = parts
  const resolved = resolveLanguage(language, await definitionsOf(deps, bot, templateId), bot.locale)
  if (resolved.kind !== 'found') {
    await refuseNoTemplate(deps, request, reply, templateProblemOf(resolved, language, bot), {
      templateId,
      userId,
      parameters,
      botId: bot.id,
    })
    return
  }
  const asked = hsmRequestOf(send, resolved.definition, await labelsOf(deps, bot, resolved.definition))
  const fitted = asked.ok ? fitTemplate(asked.value, resolved.definition) : asked
  const strange = await unknownSkill(deps, bot.id, actions, request.body)
  if (!fitted.ok || strange.length > 0) {
    await refuseInvalid(request, reply, [...(fitted.ok ? [] : fitted.violations), ...strange])
    return
  }
  noteFit(reply, [...languageNotices(resolved), ...(asked.notices ?? []), ...(fitted.notices ?? [])])
  const { definition } = resolved
  return {
    content: ofAccount(fitted.value, bot.channel.wabaId, definition),
    isMarketing: definition.category === 'MARKETING',
  }
}

/** The labels that people gave to the variables. */
async function labelsOf({ store }: HttpDeps, bot: Bot, { elementName, language }: TemplateDefinition) {
  return labelsIn(await store.templateRecords(bot.id, elementName), language)
}

/** By Meta's id exactly one; by name all languages. */
async function definitionsOf({ store }: HttpDeps, bot: Bot, templateId: string): Promise<TemplateDefinition[]> {
  const named = await store.templatesNamed(bot.id, templateId)
  if (named.length > 0) return named
  return (await store.templates(bot.id)).filter((template) => template.metaId === templateId)
}
