/** The store's campaign methods: which transaction writes, and which reads beside the main thread. */
import type { CampaignSnapshot } from '../../model/campaign/campaign.ts'
import type { Quotas } from '../../model/quota.ts'
import type { EventContext } from '../events/events.ts'
import { earlierAnswer } from '../messages/idempotency.ts'
import type { AcceptResult, IdempotencyRecord } from '../messages/records.ts'
import type { Runner } from '../sql/runner.ts'
import type { Transaction } from '../sql/transaction.ts'
import type { CampaignFilter, CampaignRecord, NewCampaign } from './campaigns.ts'
import * as campaigns from './campaigns.ts'
import * as files from './files.ts'
import type { ImportedRow } from './import-rows.ts'
import * as imports from './import-rows.ts'
import type { Renewal, Trial } from './lift.ts'
import * as lifts from './lift.ts'
import type { PeopleFilter, PeopleInput, PeoplePage } from './people.ts'
import * as people from './people.ts'
import { peopleReached } from './reached.ts'
import type { CampaignCounts, ReportRow } from './report.ts'
import * as report from './report.ts'
import type { AcceptedRows, Room, WaitingRow } from './rows.ts'
import * as campaignRows from './rows.ts'
import type { CampaignMove, MoveOptions, MoveResult } from './state-changes.ts'
import * as moves from './state-changes.ts'

export type CampaignStore = {
  /** The earlier response under the same key, so that the file need not be fetched for it. */
  earlierAnswer(record: IdempotencyRecord, now: number): Promise<AcceptResult | undefined>
  addCampaign(campaign: NewCampaign, idempotency?: IdempotencyRecord): Promise<AcceptResult>
  campaign(id: string): Promise<CampaignRecord | undefined>
  campaignSnapshot(id: string): Promise<CampaignSnapshot | undefined>
  activeCampaigns(now: number): Promise<CampaignRecord[]>
  campaigns(filter: CampaignFilter, offset: number, limit: number): Promise<CampaignRecord[]>
  countCampaigns(filter: CampaignFilter): Promise<number>
  moveCampaign(id: string, move: CampaignMove, now: number, options?: MoveOptions): Promise<MoveResult>
  /** For a campaign paused by a cause: whether the cause was lifted, or a check is due. */
  mayCampaignGoOn(id: string, now: number): Promise<boolean>
  /** True if it continues, with one row. */
  liftCampaign(id: string, now: number, renewal: Renewal): Promise<boolean>
  campaignTrial(id: string, now: number): Promise<Trial>
  /** The trial row got through: the others follow. */
  passCampaignTrial(id: string): Promise<void>
  startDueCampaign(id: string, now: number): Promise<boolean>
  completeCampaign(id: string, now: number): Promise<boolean>
  /** True while more is left. */
  sweepCanceledCampaign(id: string, limit: number, now: number): Promise<boolean>
  addCampaignFileChunk(id: string, number: number, chunk: string, now: number): Promise<void>
  campaignFileChunk(id: string, number: number): Promise<string | undefined>
  /** True while more are left. */
  dropCampaignFileChunks(id: string, limit: number): Promise<boolean>
  strayCampaignFiles(before: number): Promise<string[]>
  /** False if the campaign no longer wants them, or another process has read further. */
  importCampaignRows(seq: number, rows: ImportedRow[], upTo: number, now: number): Promise<boolean>
  endCampaignImport(id: string, now: number, error?: string): Promise<void>
  campaignRoom(botId: string, campaignIds: string[], limits: { aim: number; max: number; dueBy: number }): Promise<Room>
  waitingCampaignRows(seq: number, limit: number, from?: 'start' | 'end'): Promise<WaitingRow[]>
  /** Within the 24 hours before `now`, outside windows, by any of these bots: each person once. */
  peopleReached(botIds: readonly string[], now: number): Promise<number>
  acceptCampaignRows(input: AcceptedRows, now: number): Promise<number>
  retryCampaignRows(id: string, limit: number, now: number): Promise<boolean>
  campaignCounts(id: string): Promise<CampaignCounts>
  campaignReport(seq: number, afterLine: number, limit: number): Promise<ReportRow[]>
  campaignPeople(
    campaign: Pick<CampaignRecord, 'seq' | 'id' | 'state'>,
    filter: PeopleFilter,
    input: PeopleInput,
  ): Promise<PeoplePage>
}

export type CampaignStoreDeps = Pick<
  Runner<EventContext>,
  'write' | 'read' | 'readSlow' | 'isShared' | 'writeFor' | 'writeAndEmit'
> & { quotas: Quotas }

export function campaignStore(deps: CampaignStoreDeps): CampaignStore {
  const { write, writeFor, writeAndEmit, read, readSlow, isShared, quotas } = deps

  /** The bot whose rows a campaign's write touches. A single process needs no such lookup. */
  async function botsOf(campaign: { id: string } | { seq: number }): Promise<string[]> {
    const botId = isShared ? await read(() => campaigns.botOfCampaign(campaign)) : undefined
    return botId === undefined ? [] : [botId]
  }

  const writeAndEmitOf = async <T>(id: string, transaction: (context: EventContext) => Transaction<T>): Promise<T> =>
    writeAndEmit(await botsOf({ id }), transaction)

  return {
    earlierAnswer: (record, now) => read(() => earlierAnswer(record, now)),
    addCampaign: (campaign, idempotency) =>
      writeFor(campaign.botId, () => campaigns.addCampaign(quotas, campaign, idempotency)),
    campaign: (id) => read(() => campaigns.findCampaign(id)),
    campaignSnapshot: (id) => read(() => campaigns.snapshotOfCampaign(id)),
    activeCampaigns: (now) => read(() => campaigns.activeCampaigns(now)),
    campaigns: (filter, offset, limit) => readSlow(() => campaigns.listCampaigns(filter, offset, limit)),
    countCampaigns: (filter) => readSlow(() => campaigns.countCampaigns(filter)),
    moveCampaign: (id, move, now, options) =>
      writeAndEmitOf(id, (context) => moves.moveCampaign({ ...context, quotas }, id, move, now, options)),
    mayCampaignGoOn: (id, now) => read(() => lifts.mayGoOn(id, now)),
    liftCampaign: (id, now, renewal) => writeAndEmitOf(id, (context) => lifts.lift(context, id, now, renewal)),
    campaignTrial: (id, now) => read(() => lifts.trialOf(id, now)),
    passCampaignTrial: async (id) => write(await botsOf({ id }), () => lifts.passTrial(id)),
    startDueCampaign: (id, now) => writeAndEmitOf(id, (context) => moves.startDue(context, id, now)),
    completeCampaign: (id, now) => writeAndEmitOf(id, (context) => moves.completeIfDone(context, id, now)),
    sweepCanceledCampaign: (id, limit, now) =>
      writeAndEmitOf(id, (context) => moves.sweepCanceled(context, id, limit, now)),
    addCampaignFileChunk: (id, number, chunk, now) => write([], () => files.addFileChunk(id, number, chunk, now)),
    campaignFileChunk: (id, number) => read(() => files.fileChunk(id, number)),
    dropCampaignFileChunks: (id, limit) => write([], () => files.dropFileChunks(id, limit)),
    strayCampaignFiles: (before) => read(() => files.strayFiles(before)),
    importCampaignRows: async (seq, rows, upTo, now) =>
      write(await botsOf({ seq }), () => imports.importRows(seq, rows, upTo, now)),
    endCampaignImport: (id, now, error) => writeAndEmitOf(id, (context) => imports.endImport(context, id, now, error)),
    campaignRoom: (botId, ids, limits) => read(() => campaignRows.campaignRoom(botId, ids, limits)),
    waitingCampaignRows: (seq, limit, from) => read(() => campaignRows.waitingRows(seq, limit, from)),
    peopleReached: (botIds, now) => readSlow(() => peopleReached(botIds, now)),
    acceptCampaignRows: (input, now) =>
      writeAndEmit([input.botId], (context) => campaignRows.acceptRows(context, input, now)),
    retryCampaignRows: async (id, limit, now) =>
      write(await botsOf({ id }), () => campaignRows.retryRows(id, limit, now)),
    campaignCounts: sharedCounts(readSlow),
    campaignReport: (seq, afterLine, limit) => readSlow(() => report.reportRows(seq, afterLine, limit)),
    campaignPeople: (campaign, filter, input) => readSlow(() => people.campaignPeople(campaign, filter, input)),
  }
}

/**
 * Callers that ask while a count runs share the next one: the running one began before they asked, and does not know
 * what they have done just before.
 */
function sharedCounts(readSlow: CampaignStoreDeps['readSlow']): CampaignStore['campaignCounts'] {
  const running = new Map<string, Promise<CampaignCounts>>()
  const next = new Map<string, Promise<CampaignCounts>>()

  function start(id: string): Promise<CampaignCounts> {
    next.delete(id)
    const counting = readSlow(() => report.campaignCounts(id)).finally(() => {
      if (running.get(id) === counting) running.delete(id)
    })
    running.set(id, counting)
    return counting
  }

  return (id) => {
    const before = running.get(id)
    if (before === undefined) return start(id)
    const after =
      next.get(id) ??
      before.then(
        () => start(id),
        () => start(id),
      )
    next.set(id, after)
    return after
  }
}
