/** `recado replay`: events to an endpoint again; `recado unprocessed`: webhooks of Meta that found no place. */
import type { Command } from 'commander'
import { type Ask, onAsk } from './frame/action.ts'
import { addCommand, addConnection, addGroup, type Cli } from './frame/command.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import { tableOf, visible } from './frame/terminal.ts'

type ReplayOptions = { from: string; to?: string; missing?: true }

export function addReplayCommand(program: Command, cli: Cli): void {
  const { say } = cli
  const command = addCommand(program, cli, {
    usage: 'replay <endpointId>',
    about: 'about_replay',
    example: 'replay ep_01k0j3v4e5f6g7h8j9kamnbpcq --from 2026-05-01T08:00:00Z --missing',
  })
    .requiredOption('--from <instant>', say('option_from'))
    .option('--to <instant>', say('option_to'))
    .option('--missing', say('option_missing'))
  onAsk<ReplayOptions>(addConnection(command, cli), cli, replay)
}

async function replay({ api, output, say }: Ask, options: ReplayOptions, [endpointId = '']: string[]): Promise<void> {
  const instant = (option: string, text: string) => {
    const at = Date.parse(text)
    if (Number.isNaN(at)) throw new CommandFailure(exitCodes.usage, say('instant_wrong', { option, value: text }))
    return at
  }
  const from = instant('--from', options.from)
  const to = options.to === undefined ? Date.now() : instant('--to', options.to)
  const path = `/manage/v1/endpoints/${encodeURIComponent(endpointId)}/replay`
  const body = { from, to, ...(options.missing && { missing: true }) }
  const answer = await api.post<{ replayed: number; isComplete: boolean }>(path, body)
  output.result(answer, () =>
    say(answer.isComplete ? 'replayed_all' : 'replayed_going_on', { count: answer.replayed, endpointId }),
  )
}

type Item = { id: string; kind: string | null; reason: string; phoneNumberId: string | null; receivedAt: string }
type Replayed = {
  tried: number
  processed: number
  next: string | null
  notProcessed: { id: string; outcome: string }[]
}

export function addUnprocessedCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(program, cli, 'unprocessed', 'about_unprocessed')
  const list = addCommand(group, cli, {
    usage: 'list',
    about: 'about_unprocessed_list',
    example: 'unprocessed list --limit 20',
  })
  list.option('--limit <number>', say('option_limit'), '50')
  onAsk<{ limit: string }>(addConnection(list, cli), cli, listItems)
  const again = addCommand(group, cli, {
    usage: 'replay [id]',
    about: 'about_unprocessed_replay',
    example: 'unprocessed replay --all',
  })
  again.option('--all', say('option_all'))
  onAsk<{ all?: true }>(addConnection(again, cli), cli, replayItems)
}

async function listItems({ api, output, say }: Ask, { limit }: { limit: string }): Promise<void> {
  type Page = { _metadata: { total: number }; results: Item[] }
  const page = await api.get<Page>('/manage/v1/unprocessed', { limit })
  const rows = page.results.map(({ id, kind, reason, phoneNumberId, receivedAt }) => [
    id,
    receivedAt,
    kind ?? '–',
    phoneNumberId ?? '–',
    visible(reason),
  ])
  output.result(page, () => (rows.length === 0 ? say('unprocessed_none') : tableOf(rows)))
}

async function replayItems(ask: Ask, { all }: { all?: true }, [id]: string[]): Promise<void> {
  const { api, output, say } = ask
  if ((id === undefined) === (all === undefined)) throw new CommandFailure(exitCodes.usage, say('unprocessed_one_of'))
  if (id === undefined) return replayAll(ask)
  const path = `/manage/v1/unprocessed/${encodeURIComponent(id)}/replay`
  const { outcome } = await api.post<{ outcome: string }>(path)
  output.result({ id, outcome }, () => say('unprocessed_outcome', { id, outcome }))
  if (outcome !== 'processed') throw new CommandFailure(exitCodes.failed, say('unprocessed_kept', { count: 1 }))
}

async function replayAll({ api, output, say }: Ask): Promise<void> {
  const sum = { tried: 0, processed: 0 }
  let after: string | undefined
  do {
    const batch: Replayed = await api.post<Replayed>('/manage/v1/unprocessed/replay', { after, limit: 500 })
    sum.tried += batch.tried
    sum.processed += batch.processed
    after = batch.next ?? undefined
    output.progress(say('unprocessed_replayed', sum))
  } while (after !== undefined)
  output.progressEnd()
  output.result(sum, () => say('unprocessed_replayed', sum))
  const kept = sum.tried - sum.processed
  if (kept > 0) throw new CommandFailure(exitCodes.failed, say('unprocessed_kept', { count: kept }))
}
