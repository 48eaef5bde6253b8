/**
 * Existing campaigns: the documented list (jelou-api.md, 8.2); and Recado's additions: one with its counts, its report
 * as CSV or XLSX, and its actions. Creation is in `bulk.ts`.
 */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { renewalOf } from '../../campaigns/renew.ts'
import { reportLines, reportWorkbook } from '../../campaigns/report.ts'
import type { Bot } from '../../model/bot/bot.ts'
import { campaignStates, campaignStatuses, statusOfState } from '../../model/campaign/campaign.ts'
import type { CampaignRecord } from '../../store/campaigns/campaigns.ts'
import type { CampaignMove } from '../../store/campaigns/state-changes.ts'
import { admitToBot, botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { preferredLanguage, separatorOf } from '../kit/language.ts'
import { frameOf, listLimits, listQuery, pageOf, paginationOf } from '../kit/page.ts'
import { readRange } from '../kit/range.ts'
import { oneOf, separatorField } from '../kit/schemas.ts'
import { spreadOfCampaign } from './campaign-outlook.ts'
import {
  campaignDetail,
  campaignItem,
  campaignParams,
  detailView,
  itemView,
  moved,
  retried,
} from './campaign-schemas.ts'

const optional = Type.Optional
const query = Type.Object({
  ...listQuery.properties,
  botId: Type.String({ description: 'Bot whose campaigns are listed.' }),
  startAt: optional(Type.String({ description: 'Created at or after: ISO 8601, a day or an instant.' })),
  endAt: optional(Type.String({ description: 'Created at or before.' })),
  elementName: optional(Type.String()),
  status: optional(oneOf(campaignStatuses)),
})
const reportQuery = Type.Object({
  format: optional(oneOf(['csv', 'xlsx'], { description: 'By default what `Accept` asks for, else CSV.' })),
  separator: separatorField,
})
/** A name that is not known would send all failures again, those that it meant to leave out too. */
const retryBody = Type.Object(
  {
    errorCodes: optional(
      Type.Array(Type.String({ maxLength: 64 }), {
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        description: 'Only failures with these; all without it.',
      }),
    ),
  },
  { additionalProperties: false },
)

const config = { access: 'client' } as const
const tags = ['Campaigns']
const one = { tags, params: campaignParams }
const base = '/v1/campaigns/:campaignId'

export function registerCampaigns(app: App, deps: HttpDeps): void {
  app.get(
    '/v1/campaigns',
    {
      config,
      schema: { tags, summary: 'List campaigns', querystring: query, response: { 200: pageOf(campaignItem) } },
    },
    (request, reply) => list(deps, request, reply, request.query),
  )
  app.get(
    base,
    { config, schema: { ...one, summary: 'Read a campaign with its counts', response: { 200: campaignDetail } } },
    (request, reply) => detail(deps, request, reply, request.params.campaignId),
  )
  app.get(
    `${base}/report`,
    {
      config,
      schema: { ...one, summary: 'Download the report of every row as CSV or XLSX', querystring: reportQuery },
    },
    (request, reply) => report(deps, request, reply, request.params.campaignId, request.query),
  )
  registerRetry(app, deps)
  for (const move of ['pause', 'resume', 'cancel'] as const) {
    app.post(
      `${base}/${move}`,
      {
        config: { ...config, isDestructive: true },
        schema: { ...one, summary: summaries[move], response: { 200: moved } },
      },
      (request, reply) => change(deps, request, reply, request.params.campaignId, move),
    )
  }
}

function registerRetry(app: App, deps: HttpDeps): void {
  app.post(
    `${base}/retry`,
    {
      config: { ...config, hasOptionalBody: true },
      schema: {
        ...one,
        summary: 'Retry the failed rows',
        body: Type.Union([retryBody, Type.Null()]),
        response: { 200: retried },
      },
    },
    (request, reply) => retry(deps, request, reply, request.params.campaignId, request.body ?? {}),
  )
}

const summaries = {
  pause: 'Pause a campaign',
  resume: 'Resume a paused campaign',
  cancel: 'Cancel a campaign',
} as const

async function list(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, asked: Static<typeof query>) {
  if (!(await admitToBot(deps, request, reply, asked.botId))) return reply
  const range = readRange(asked, 'startAt', 'endAt')
  if (!range.ok) return refuseInvalid(request, reply, range.violations)
  const { botId, elementName, status } = asked
  const states = status && campaignStates.filter((state) => statusOfState[state] === status)
  const filter = { botId, elementName, states, ...range.value }
  const frame = frameOf(asked, listLimits)
  const { store } = deps.campaigns
  const [found, total] = await Promise.all([
    store.campaigns(filter, frame.offset, frame.limit),
    store.countCampaigns(filter),
  ])
  const bot = botOf(request)
  const results = await Promise.all(found.map((campaign) => viewOf(deps, bot, campaign)))
  return reply.send({ pagination: paginationOf(frame, total), _metadata: {}, results })
}

async function viewOf(deps: HttpDeps, bot: Bot, campaign: CampaignRecord) {
  return itemView(campaign, await namesOf(deps, bot, campaign))
}

async function namesOf({ store, publicUrl }: HttpDeps, bot: Bot, { clientId = '' }: CampaignRecord) {
  const client = await store.client(clientId)
  return { botName: bot.name, clientName: client?.name ?? clientId, publicUrl: publicUrl() }
}

/** The campaign, if the client may use its bot; otherwise refuses. */
export async function admitToCampaign(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
): Promise<CampaignRecord | undefined> {
  const campaign = await deps.campaigns.store.campaign(id)
  if (campaign === undefined) {
    refuse(request, reply, 'CAMPAIGN_NOT_FOUND')
    return undefined
  }
  return (await admitToBot(deps, request, reply, campaign.botId)) ? campaign : undefined
}

async function detail(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, id: string) {
  const admitted = await admitToCampaign(deps, request, reply, id)
  if (!admitted) return reply
  const { store } = deps.campaigns
  const [counts, snapshot] = await Promise.all([store.campaignCounts(id), store.campaignSnapshot(id)])
  // Counting takes a while: the other fields are of the same moment.
  const { campaign = admitted } = counts
  const spread = await spreadOfCampaign(deps, botOf(request), campaign, snapshot)
  const view = detailView(campaign, await namesOf(deps, botOf(request), campaign), counts, snapshot)
  return reply.send({ ...view, ...(spread && { spread }) })
}

async function report(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  asked: Static<typeof reportQuery>,
) {
  const campaign = await admitToCampaign(deps, request, reply, id)
  if (!campaign) return reply
  const { format = String(request.headers.accept).includes(xlsxType) ? 'xlsx' : 'csv' } = asked
  const spoken = request.headers['accept-language']
  const language = preferredLanguage(spoken)
  const separator = separatorOf(asked.separator, spoken)
  const source =
    format === 'xlsx'
      ? reportWorkbook(deps.campaigns, campaign, language)
      : reportLines(deps.campaigns, campaign, { language, separator })
  return reply
    .type(format === 'xlsx' ? xlsxType : 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${id}.${format}"`)
    .header('vary', 'accept, accept-language')
    .serializer((payload) => payload as string)
    .send(Readable.from(source))
}

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

async function change(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  move: Exclude<CampaignMove, 'retry'>,
) {
  const campaign = await admitToCampaign(deps, request, reply, id)
  if (!campaign) return reply
  const renewal = move === 'resume' ? await renewalOf(deps.campaigns, campaign, true) : {}
  if (renewal.violations) return refuseInvalid(request, reply, renewal.violations)
  const result = await deps.campaigns.store.moveCampaign(id, move, deps.clock(), renewal)
  if (result.kind !== 'moved') return refuseMove(request, reply, result.kind)
  deps.campaigns.wake()
  const data = await viewOf(deps, botOf(request), result.campaign)
  return reply.send({ message: [done[move]], status: 'success', data })
}

const done = {
  pause: 'The campaign is paused.',
  resume: 'The campaign continues.',
  cancel: 'The campaign is canceled.',
} as const

/** Reports the number of rows: a retry that silently does nothing would be of no use. */
async function retry(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  { errorCodes }: Static<typeof retryBody>,
) {
  const campaign = await admitToCampaign(deps, request, reply, id)
  if (!campaign) return reply
  const { store, wake } = deps.campaigns
  const { states, failures } = await store.campaignCounts(id)
  const wanted =
    errorCodes &&
    Object.entries(failures).reduce((sum, [code, count]) => (errorCodes.includes(code) ? sum + count : sum), 0)
  const failed = wanted ?? states.failed ?? 0
  if (failed === 0) return answerRetry(deps, request, reply, campaign, 0)
  const renewal = await renewalOf(deps.campaigns, campaign, true)
  if (renewal.violations) return refuseInvalid(request, reply, renewal.violations)
  const result = await store.moveCampaign(id, 'retry', deps.clock(), { ...renewal, errorCodes })
  if (result.kind !== 'moved') return refuseMove(request, reply, result.kind)
  wake()
  return answerRetry(deps, request, reply, result.campaign, failed)
}

async function answerRetry(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  campaign: CampaignRecord,
  failed: number,
) {
  const data = { ...(await viewOf(deps, botOf(request), campaign)), retried: failed }
  const message = failed === 0 ? 'No message of the campaign failed.' : 'The failed rows are sent again.'
  return reply.send({ message: [message], status: 'success', data })
}

function refuseMove(request: FastifyRequest, reply: FastifyReply, kind: 'wrong_state' | 'not_found'): FastifyReply {
  return refuse(request, reply, kind === 'not_found' ? 'CAMPAIGN_NOT_FOUND' : 'CAMPAIGN_STATE')
}
