/**
 * What a check found: the row of its table, the figures in its sentences, and the same for programs. The sentences, and
 * the fix where there is something to fix, are rendered in the reader's language.
 */
import { reasonIn } from '../model/errors/network.ts'
import type { Locale, Texts } from '../model/errors/texts.ts'
import { accountFindings } from './texts-account.ts'
import { addressFindings } from './texts-address.ts'
import { machineFindings } from './texts-machine.ts'
import { partnerFindings } from './texts-partner.ts'
import { qualityFindings } from './texts-quality.ts'
import { webhookFindings } from './texts-webhook.ts'
import { workFindings } from './texts-work.ts'

export const checkStatuses = ['ok', 'warning', 'failed', 'unknown'] as const
export type CheckStatus = (typeof checkStatuses)[number]

/** `{name}` in a text is a figure of the finding. Everything but `ok` has a fix. */
export type FindingRow =
  | { status: 'ok'; found: Texts }
  | { status: Exclude<CheckStatus, 'ok'>; found: Texts; fix: Texts }

export const findings = {
  ...accountFindings,
  ...qualityFindings,
  ...partnerFindings,
  ...webhookFindings,
  ...addressFindings,
  ...machineFindings,
  ...workFindings,
} satisfies Record<string, Record<string, FindingRow>>

export type CheckName = keyof typeof findings

/** For any check that could not be made. */
export const unasked: FindingRow = {
  status: 'unknown',
  found: {
    en: 'This could not be found out: {reason}.',
    es: 'No se pudo averiguar: {reason}.',
    pt: 'Não foi possível verificar: {reason}.',
  },
  fix: {
    en: 'Fix what the other checks report, then check again.',
    es: 'Corrija lo que indican las demás comprobaciones y repita la comprobación.',
    pt: 'Corrija o que as outras verificações indicam e verifique novamente.',
  },
}

type Figures = Record<string, string | number | Texts>

export type Finding = {
  name: CheckName
  row: FindingRow
  figures: Figures
  /** For programs; never a secret. */
  data: Record<string, unknown>
}

export type CheckView = {
  name: CheckName
  status: CheckStatus
  found: string
  fix: string | null
  data: Record<string, unknown>
}

export function finding<Name extends CheckName>(
  name: Name,
  key: keyof (typeof findings)[Name] & string,
  figures: Figures = {},
  data: Record<string, unknown> = {},
): Finding {
  const rows: Record<string, FindingRow> = findings[name]
  return { name, row: rows[key] ?? unasked, figures, data }
}

/** `reason`: in words, without a full stop. */
export function notFound(name: CheckName, reason: string | Texts): Finding {
  return { name, row: unasked, figures: { reason }, data: {} }
}

export function viewOf({ name, row, figures, data }: Finding, locale: Locale): CheckView {
  const fix = row.status === 'ok' ? null : textOf(row.fix, figures, locale)
  return { name, status: row.status, found: textOf(row.found, figures, locale), fix, data }
}

function textOf(texts: Texts, figures: Figures, locale: Locale): string {
  return texts[locale].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const figure = figures[name]
    if (figure === undefined) return whole
    return typeof figure === 'object' ? figure[locale] : reasonIn(locale, String(figure))
  })
}

/** The most serious: what is unknown counts less than what is known to be wrong. */
export function worstOf(found: readonly Pick<CheckView, 'status'>[]): CheckStatus {
  const order: CheckStatus[] = ['failed', 'warning', 'unknown', 'ok']
  return order.find((status) => found.some((one) => one.status === status)) ?? 'ok'
}
