/**
 * Template writes of the compatible API: create, change, delete, sync. The model validates a request, the templates
 * flow carries it out, and the response waits for Meta's.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { present } from '../../model/request/check.ts'
import { parseNewTemplate } from '../../model/template/create.ts'
import { parseTemplateEdit } from '../../model/template/edit.ts'
import { draftStatus, isEditable, type StoredTemplate } from '../../model/template/record.ts'
import type { TemplateResult } from '../../templates/deps.ts'
import { botOf } from '../kit/auth.ts'
import type { HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid, refuseMeta } from '../kit/errors.ts'
import { allLanguages, chooseOne, storedOf } from './template-choice.ts'
import type { sendQuery } from './template-schemas.ts'
import { templateView } from './template-view.ts'

type Send = Static<typeof sendQuery>

/** Whether it goes to Meta; undefined after refusing a flag that is neither true nor false. */
function sent(request: FastifyRequest, reply: FastifyReply, query: Send, fallback: boolean): boolean | undefined {
  const path = query.sendToAprove === undefined ? 'sendToApprove' : 'sendToAprove'
  const given = query[path]
  if (given === undefined) return fallback
  if (given === 'true' || given === 'false') return given === 'true'
  refuseInvalid(request, reply, [{ path, rule: 'one_of', args: { values: 'true,false' } }])
  return undefined
}

/** The field of the sample in the compatible form; in Meta's own form its path is used. */
function sampleFieldOf(body: unknown): { sampleField?: string } {
  return typeof body === 'object' && body !== null && !('components' in body) ? { sampleField: 'mediaUrl' } : {}
}

export async function createTemplate(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, query: Send) {
  const parsed = parseNewTemplate(request.body, deps)
  if (!parsed.ok) return refuseInvalid(request, reply, parsed.violations)
  const send = sent(request, reply, query, true)
  if (send === undefined) return reply
  const input = { template: parsed.value, send, ...sampleFieldOf(request.body) }
  const result = await deps.templates.create(botOf(request), input)
  return answer(request, reply, result, send ? 'Template sent for approval' : 'Template saved as a draft')
}

export async function editTemplate(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  mode: 'merge' | 'replace',
  { elementName, language, ...query }: Send & { elementName: string; language?: string },
) {
  const { body } = request
  const named = typeof body === 'object' && body !== null && 'language' in body ? body.language : undefined
  const all = await storedOf(deps, request, elementName)
  const stored = chooseOne(request, reply, all, { asked: language ?? named ?? undefined })
  if (stored === undefined) return reply
  const parsed = parseTemplateEdit(body, stored, mode, deps)
  if (!parsed.ok && !isEditable(stored.definition.status)) return refuse(request, reply, 'TEMPLATE_LOCKED')
  if (!parsed.ok) return refuseInvalid(request, reply, parsed.violations)
  const send = sent(request, reply, query, false)
  if (send === undefined) return reply
  const editOf = (now: StoredTemplate) => {
    const edit = parseTemplateEdit(body, now, mode, deps)
    return edit.ok ? edit.value : undefined
  }
  const input = { stored, edit: parsed.value, editOf, send, ...sampleFieldOf(body) }
  const result = await deps.templates.edit(botOf(request), input)
  const isDraft = stored.definition.status === draftStatus && !send
  return answer(request, reply, result, isDraft ? 'Draft saved' : 'Template changed')
}

export async function removeTemplate(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  elementName: string,
  language: string | undefined,
) {
  const found = await storedOf(deps, request, elementName)
  const isAll = language?.toLowerCase() === allLanguages && found.length > 0
  const chosen = isAll ? undefined : chooseOne(request, reply, found, { asked: language, others: [allLanguages] })
  if (!isAll && chosen === undefined) return reply
  const target = present({ elementName, language: chosen?.definition.language })
  const result = await deps.templates.remove(botOf(request), target)
  if (result.kind !== 'ok') return refuseResult(request, reply, result)
  const data = { elementName, languages: result.value }
  return { message: ['Template deleted'], status: 'success' as const, data }
}

export async function syncTemplates(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply) {
  const result = await deps.templates.sync(botOf(request))
  if (result.kind === 'meta') return refuseMeta(request, reply, result.outcome)
  return { message: ['Templates synchronized'], status: 'success' as const, data: result.counts }
}

function answer(request: FastifyRequest, reply: FastifyReply, result: TemplateResult<StoredTemplate>, message: string) {
  if (result.kind !== 'ok') return refuseResult(request, reply, result)
  return { message: [message], status: 'success' as const, data: templateView(result.value) }
}

function refuseResult(
  request: FastifyRequest,
  reply: FastifyReply,
  result: Exclude<TemplateResult<unknown>, { kind: 'ok' }>,
): FastifyReply {
  switch (result.kind) {
    case 'invalid':
      return refuseInvalid(request, reply, result.violations)
    case 'taken':
      return refuse(request, reply, 'TEMPLATE_TAKEN')
    case 'locked':
      return refuse(request, reply, 'TEMPLATE_LOCKED')
    case 'missing':
      return refuse(request, reply, 'NOT_FOUND')
    case 'meta':
      return refuseMeta(request, reply, result.outcome)
  }
}
