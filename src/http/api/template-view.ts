/**
 * A template in both of the compatible API's documented shapes (jelou-api.md, 7.1): `data` has the newer one plus
 * Recado's own fields, `results` the older. Values that belong to the other product's panel are present without
 * meaning.
 */
import { hash } from 'node:crypto'
import type { StoredTemplate, TemplateParam } from '../../model/template/record.ts'
import { shapeOf } from '../../model/template/shape.ts'
import { iso } from '../kit/schemas.ts'

export function templateView(stored: StoredTemplate) {
  const { definition } = stored
  return {
    ...shared(stored),
    status: definition.status,
    category: definition.category,
    type: typeOf(stored),
    languageCode: definition.language,
    metaId: definition.metaId ?? null,
    quality: definition.quality ?? null,
    reason: definition.reason ?? null,
    parameterFormat: definition.parameterFormat ?? ('POSITIONAL' as const),
    subCategory: definition.subCategory ?? null,
    displayFormat: stored.record.displayFormat ?? null,
    maxPrice: stored.record.maxPrice ?? null,
    ctaUrlLinkTrackingOptedOut: stored.record.linkTrackingOptedOut ?? null,
    libraryTemplateName: stored.record.library?.name ?? null,
    components: definition.components,
    draft: draftView(stored),
  }
}

/** A local draft, beside Meta's version. */
function draftView({ draft }: StoredTemplate) {
  if (!draft) return null
  const { definition, record } = draft
  const { category, components, elementName } = definition
  return { category, components, displayName: record.displayName ?? elementName }
}

export function oldTemplateView(botId: string, stored: StoredTemplate) {
  const { elementName, language } = stored.definition
  return {
    id: numberOf(`${botId} ${elementName} ${language}`),
    ...shared(stored),
    companyId: null,
    botId,
    type: typeOf(stored),
    status: stored.definition.status,
    category: stored.definition.category,
    shouldAssign: true,
    teamId: null,
  }
}

function shared({ definition, record, createdAt, updatedAt }: StoredTemplate) {
  const { body } = shapeOf(definition)
  const params = body.variables.map((variable) => paramView(variable, record.params))
  return {
    template: body.text,
    displayName: record.displayName ?? definition.elementName,
    elementName: definition.elementName,
    params,
    paramsNumber: params.length,
    isVisible: record.isVisible ?? true,
    language: definition.language.toUpperCase(),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  }
}

function paramView(param: string, known: TemplateParam[] | undefined): { label: string; param: string } {
  return { label: known?.find((one) => one.param === param)?.label ?? param, param }
}

/** `type` of a creation: determined by the header. */
function typeOf({ definition }: StoredTemplate): string {
  const { header, cards } = shapeOf(definition)
  if (cards) return 'CAROUSEL'
  return header.kind === 'none' || header.kind === 'text' || header.kind === 'other' ? 'HSM' : header.kind.toUpperCase()
}

/** A number where the documents have one; stable for each key. */
function numberOf(key: string): number {
  return Number.parseInt(hash('sha256', key, 'hex').slice(0, 12), 16)
}
