/**
 * Chooses the stored template that a request means, with the one resolver of `model/template/language.ts`: a read gets
 * what a send would get, a change exactly one.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Violation } from '../../model/errors/violation.ts'
import { metaLanguage } from '../../model/template/create-language.ts'
import type { TemplateDefinition } from '../../model/template/definition.ts'
import { type LanguageResult, nameLanguage, previewLanguage } from '../../model/template/language.ts'
import { deletedStatus, type StoredTemplate } from '../../model/template/record.ts'
import { botOf } from '../kit/auth.ts'
import type { HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'

/** All languages of a name, or the requested one; without deleted ones. */
export async function storedOf(deps: HttpDeps, request: FastifyRequest, elementName: string, language?: string) {
  const stored = await deps.store.templateRecords(botOf(request).id, elementName)
  const wanted = language === undefined ? undefined : metaLanguage(language)
  return stored.filter(
    ({ definition }) =>
      definition.status !== deletedStatus && (wanted === undefined || metaLanguage(definition.language) === wanted),
  )
}

/** Explicitly every translation: only a deletion accepts more than one. */
export const allLanguages = 'all'

/**
 * The one translation to be changed or deleted. Refuses when the request matches none or several, and lists those that
 * exist.
 */
export function chooseOne(
  request: FastifyRequest,
  reply: FastifyReply,
  all: StoredTemplate[],
  { asked, others = [] }: { asked: unknown; others?: string[] },
): StoredTemplate | undefined {
  if (asked !== undefined && typeof asked !== 'string') {
    refuseInvalid(request, reply, [{ path: 'language', rule: 'type', args: { expected: 'string' } }])
    return undefined
  }
  const result = nameLanguage(asked, all.map(definitionOf))
  if (result.kind === 'found') return all.find(({ definition }) => definition === result.definition)
  if (result.kind === 'missing') refuse(request, reply, 'NOT_FOUND')
  else {
    const required: Violation[] = asked === undefined ? [{ path: 'language', rule: 'required' }] : []
    refuseInvalid(request, reply, [...required, notOneOf([...result.available, ...others])])
  }
  return undefined
}

/** The translation to show. Refuses a language that does not exist, and lists those that do. */
export function chooseShown(
  request: FastifyRequest,
  reply: FastifyReply,
  all: StoredTemplate[],
  asked: string | undefined,
): Extract<LanguageResult, { kind: 'found' }> | undefined {
  const result = previewLanguage(asked, all.map(definitionOf), botOf(request).locale)
  if (result.kind === 'found') return result
  if (result.kind === 'missing') refuse(request, reply, 'NOT_FOUND')
  else refuseInvalid(request, reply, [notOneOf(result.available)])
  return undefined
}

function definitionOf({ definition }: StoredTemplate): TemplateDefinition {
  return definition
}

function notOneOf(languages: string[]): Violation {
  return { path: 'language', rule: 'one_of', args: { values: languages.join(',') } }
}
