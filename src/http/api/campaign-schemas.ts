/** Shapes of campaigns in the API: the documented list (jelou-api.md, 8.2), and Recado's additions. */
import { type Static, Type } from 'typebox'
import type { CampaignPreview } from '../../campaigns/preview.ts'
import { type CampaignSnapshot, campaignStatuses, statusOfState } from '../../model/campaign/campaign.ts'
import { type RowReason, rowReasonTexts } from '../../model/campaign/reason.ts'
import { stopView } from '../../model/campaign/stop-texts.ts'
import { campaignStop } from '../../model/events/business-schemas.ts'
import { mayPassLater } from '../../model/outcome/failure-kinds.ts'
import { withName, withNames, withParts } from '../../model/request/named.ts'
import type { CampaignRecord } from '../../store/campaigns/campaigns.ts'
import type { CampaignCounts } from '../../store/campaigns/report.ts'
import { iso, oneOf, succeeded } from '../kit/schemas.ts'
import { spreadSchema } from './campaign-outlook.ts'

const nullable = <Schema extends ReturnType<typeof Type.String>>(schema: Schema) => Type.Union([schema, Type.Null()])
const instantOrNull = nullable(Type.String({ format: 'date-time' }))
const named = { id: Type.String(), name: Type.String() }

export const campaignParams = Type.Object({
  campaignId: Type.String({
    description: 'Id returned by the upload.',
    examples: ['cmp_01k0j3v4e5f6g7h8j9kamnbpcq'],
  }),
})

export const accepted = Type.Object({
  ...succeeded.properties,
  campaignId: Type.String(),
  data: Type.Object({
    campaignId: Type.String(),
    fileName: Type.String(),
    columns: Type.Array(Type.String(), { description: "Columns of the header, the phone's first." }),
    notices: Type.Array(Type.String(), {
      description: 'Unusual properties of the file that did not prevent reading it.',
    }),
  }),
})

export const campaignItem = Type.Object({
  _id: Type.String(),
  name: Type.String(),
  fileName: nullable(Type.String()),
  status: oneOf(campaignStatuses),
  botId: Type.String(),
  companyId: Type.String({ description: 'The client that created it.' }),
  bot: Type.Object(named),
  company: Type.Object(named),
  rowCount: Type.Integer(),
  storageUrl: Type.String({ description: 'Address of its report.' }),
  metadata: Type.Object({
    elementName: Type.String(),
    badCount: Type.Integer(),
    repeatedCount: Type.Integer(),
    suppressedCount: Type.Integer(),
    error: nullable(Type.String()),
  }),
  sendBy: Type.Object({
    id: Type.String(),
    names: Type.String(),
    email: Type.Null(),
    companyId: Type.String(),
  }),
  reason: Type.Optional(campaignStop),
  scheduledAt: instantOrNull,
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
})

const counts = Type.Object(
  {
    rows: Type.Integer({ description: 'Rows read so far; all of them once `importedAt` is set.' }),
    waiting: Type.Integer({ description: 'Rows without a message yet.' }),
    queued: Type.Integer({ description: 'In the queue or on the way to Meta.' }),
    sent: Type.Integer({ description: 'Accepted by Meta; not yet delivered.' }),
    delivered: Type.Integer(),
    read: Type.Integer(),
    replied: Type.Integer({ description: 'Messages of sent, delivered and read that the person replied to.' }),
    failed: Type.Integer(),
    failedByCode: Type.Record(Type.String(), Type.Integer(), { description: "By Meta's code, or the gateway's key." }),
    expired: Type.Integer(),
    canceled: Type.Integer(),
    bad: Type.Integer(),
    repeated: Type.Integer(),
    suppressed: Type.Integer({ description: 'Left out: the person wants no marketing, or had enough of it.' }),
    retried: Type.Integer({ description: 'Failures that were retried; they are no longer counted as failed.' }),
  },
  {
    description: 'Each row once, by its latest message: `rows` is their sum without `replied` and `retried`.',
  },
)

export const campaignDetail = Type.Object({
  ...campaignItem.properties,
  isImported: Type.Boolean({ description: 'When the whole file had been read.' }),
  startedAt: instantOrNull,
  endedAt: instantOrNull,
  counts,
  retryable: Type.Array(Type.String(), {
    description: 'Codes of `failedByCode` with which another message may get through.',
  }),
  request: Type.Record(Type.String(), Type.Unknown(), { description: 'What it sends: a body for another file.' }),
  spread: Type.Optional(spreadSchema),
})

export const moved = Type.Object({ ...succeeded.properties, data: campaignItem })
export const retried = Type.Object({
  ...succeeded.properties,
  data: withParts(
    Type.Object({
      ...campaignItem.properties,
      retried: Type.Integer({ description: 'Rows that get a new message.' }),
    }),
    campaignItem,
  ),
})

export const rowReasons = Type.Array(
  withName('RowReason', Type.Object({ field: Type.String(), es: Type.String(), en: Type.String(), pt: Type.String() })),
)
const textOrNull = Type.Union([Type.String(), Type.Null()])
const estimate = withName(
  'CostEstimate',
  Type.Object({
    currency: textOrNull,
    effectiveDate: textOrNull,
    source: textOrNull,
    day: Type.String(),
    low: Type.String(),
    high: Type.String(),
    rows: Type.Integer({ description: 'That have a rate.' }),
    withoutRate: Type.Integer(),
    parts: Type.Array(
      Type.Object({
        market: Type.String(),
        country: Type.String(),
        rows: Type.Integer(),
        low: textOrNull,
        high: textOrNull,
        reason: Type.Optional(Type.String()),
      }),
    ),
    assumptions: Type.Array(Type.Object({ id: Type.String(), text: Type.String() }), {
      description: 'What the amounts take for granted.',
    }),
  }),
)
export const previewed = Type.Object({
  ...succeeded.properties,
  data: Type.Object({
    fileName: Type.String(),
    columns: Type.Array(Type.String()),
    notices: Type.Array(Type.String()),
    rows: Type.Integer(),
    checkedRows: Type.Integer({ description: 'Rows checked; the figures below count these rows.' }),
    good: Type.Integer(),
    bad: Type.Integer(),
    repeated: Type.Integer(),
    cost: Type.Object({
      category: Type.String({
        description: "The template's category, by which Meta charges, together with the country.",
      }),
      countries: Type.Array(Type.Object({ country: Type.String(), rows: Type.Integer() })),
      estimate,
    }),
    spread: spreadSchema,
    samples: Type.Array(Type.Object({ line: Type.Integer(), destination: Type.String(), message: Type.Unknown() }), {
      description: 'The first valid rows as people will read them.',
    }),
    problems: Type.Array(Type.Object({ line: Type.Integer(), destination: Type.String(), reasons: rowReasons }), {
      description: 'The first invalid and repeated rows.',
    }),
  }),
})

withParts(campaignDetail, campaignItem)
for (const answer of [accepted, moved, retried, previewed]) withParts(answer, succeeded)
withNames({
  CampaignAccepted: accepted,
  CampaignItem: campaignItem,
  CampaignCounts: counts,
  Campaign: campaignDetail,
  CampaignMoved: moved,
  CampaignRetried: retried,
  CampaignPreview: previewed,
})

type Names = { botName: string; clientName: string; publicUrl: string }

export function itemView(
  campaign: CampaignRecord,
  { botName, clientName, publicUrl }: Names,
): Static<typeof campaignItem> {
  const { id, botId, clientId = '', badCount, repeatedCount, suppressedCount, elementName } = campaign
  return {
    _id: id,
    name: campaign.name,
    fileName: campaign.fileName ?? null,
    status: statusOfState[campaign.state],
    botId,
    companyId: clientId,
    bot: { id: botId, name: botName },
    company: { id: clientId, name: clientName },
    rowCount: campaign.rowCount,
    storageUrl: `${publicUrl}/v1/campaigns/${id}/report`,
    metadata: { elementName, badCount, repeatedCount, suppressedCount, error: campaign.error ?? null },
    sendBy: { id: clientId, names: clientName, email: null, companyId: clientId },
    ...(campaign.stop ? { reason: stopView(campaign.stop, campaign.lookAt) } : {}),
    scheduledAt: isoOrNull(campaign.dueAt),
    createdAt: iso(campaign.createdAt),
    updatedAt: iso(campaign.updatedAt),
  }
}

export function detailView(
  campaign: CampaignRecord,
  names: Names,
  { states, replied, failures, retried: again }: CampaignCounts,
  snapshot: CampaignSnapshot | undefined,
): Static<typeof campaignDetail> {
  const { rowCount, badCount, repeatedCount, suppressedCount, acceptedCount, canceledCount } = campaign
  const open = rowCount - badCount - repeatedCount - suppressedCount - acceptedCount - canceledCount
  const isCanceled = campaign.state === 'canceled'
  return {
    ...itemView(campaign, names),
    isImported: campaign.importedAt !== undefined,
    startedAt: isoOrNull(campaign.startedAt),
    endedAt: isoOrNull(campaign.endedAt),
    counts: {
      rows: rowCount,
      waiting: isCanceled ? 0 : open,
      queued: (states.scheduled ?? 0) + (states.queued ?? 0) + (states.sending ?? 0),
      sent: states.sent ?? 0,
      delivered: states.delivered ?? 0,
      read: states.read ?? 0,
      replied,
      failed: states.failed ?? 0,
      failedByCode: failures,
      expired: states.expired ?? 0,
      canceled: (states.canceled ?? 0) + canceledCount + (isCanceled ? open : 0),
      bad: badCount,
      repeated: repeatedCount,
      suppressed: suppressedCount,
      retried: again,
    },
    retryable: Object.keys(failures).filter(mayPassLater),
    request: snapshot ? requestOf(campaign, snapshot) : {},
  }
}

/** As POST /v1/hsm/file takes it, with the mapping that was found where none was given. */
function requestOf({ botId, name }: CampaignRecord, snapshot: CampaignSnapshot): Record<string, unknown> {
  const { columns, parameters, definition, request } = snapshot
  const params = parameters.map((at, index) => ({ param: index + 1, column: columns[at]?.name ?? '' }))
  return { ...request, campaignName: name, botId, language: definition.language, params }
}

export function problemsView(problems: CampaignPreview['problems']) {
  return problems.map(({ line, destination, reasons }) => ({
    line,
    destination,
    reasons: reasonsView(reasons),
  }))
}

export function reasonsView(reasons: readonly RowReason[]): Static<typeof rowReasons> {
  return reasons.map((reason) => ({ field: reason.path, ...rowReasonTexts(reason) }))
}

function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : iso(at)
}
