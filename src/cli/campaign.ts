/** `recado campaign`: a file to everybody on it, watched until it ends; and what can be done about one that runs. */
import { openAsBlob, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { type Campaign, followCampaign, textOfCampaign } from './campaign-progress.ts'
import { type Ask, onAsk } from './frame/action.ts'
import { addCommand, addConnection, addGroup, type Cli } from './frame/command.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import { tableOf, visible } from './frame/terminal.ts'
import { writeText } from './text-file.ts'

type SendOptions = {
  template: string
  name?: string
  language?: string
  at?: string
  dryRun?: true
  detach?: true
}

export function addCampaignCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(program, cli, 'campaign', 'about_campaign')
  const send = addCommand(group, cli, {
    usage: 'send <file>',
    about: 'about_campaign_send',
    example: 'campaign send clientes.csv --template oferta_mayo --bot ventas',
  })
    .option('--bot <id>', say('option_bot'))
    .requiredOption('--template <name>', say('option_template'))
    .option('--name <text>', say('option_campaign_name'))
    .option('--language <code>', say('option_language'))
    .option('--at <instant>', say('option_at'))
    .option('--dry-run', say('option_dry_run'))
    .option('--detach', say('option_detach'))
  onAsk<SendOptions>(addConnection(send, cli), cli, sendCampaign)
  const status = addCommand(group, cli, {
    usage: 'status <id>',
    about: 'about_campaign_status',
    example: 'campaign status cmp_01k0j3v4e5f6g7h8j9kamnbpcq --watch',
  })
  onAsk<{ watch?: true }>(addConnection(status.option('--watch', say('option_watch')), cli), cli, showStatus)
  const report = addCommand(group, cli, {
    usage: 'report <id>',
    about: 'about_campaign_report',
    example: 'campaign report cmp_01k0j3v4e5f6g7h8j9kamnbpcq --output report.csv',
  })
  report.option('--output <file>', say('option_output'))
  onAsk<{ output?: string }>(addConnection(report, cli), cli, saveReport)
  for (const verb of ['pause', 'resume', 'cancel'] as const) {
    const example = `campaign ${verb} cmp_01k0j3v4e5f6g7h8j9kamnbpcq`
    const command = addCommand(group, cli, { usage: `${verb} <id>`, about: `about_campaign_${verb}`, example })
    onAsk(addConnection(command, cli), cli, (ask, _options, [id = '']) => change(ask, id, verb))
  }
}

function pathOf(id: string): string {
  return `/v1/campaigns/${encodeURIComponent(id)}`
}

async function sendCampaign(ask: Ask, options: SendOptions, [file = '']: string[]): Promise<void> {
  const { api, output, say } = ask
  const form = await formOf(ask, options, file)
  if (options.dryRun) return preview(ask, form)
  const { campaignId } = await api.post<{ campaignId: string }>('/v1/hsm/file', form)
  if (options.detach || options.at !== undefined)
    return output.result({ campaignId }, () => say('campaign_made', { id: campaignId }))
  output.note(say('campaign_made', { id: campaignId }))
  const ended = await followCampaign(ask, pathOf(campaignId))
  output.result(ended, () => textOfCampaign(say, ended))
  failWhenEndedBadly(ask, ended)
}

/** `botId` stands before the file, so that a foreign bot is refused before the file is read. */
async function formOf(ask: Ask, options: SendOptions, file: string): Promise<FormData> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new CommandFailure(exitCodes.usage, ask.say('file_unreadable', { path: file, reason: 'ENOENT' }))
  const form = new FormData()
  form.append('botId', ask.botId())
  form.append('campaignName', options.name ?? basename(file))
  form.append('elementName', options.template)
  if (options.language !== undefined) form.append('language', options.language)
  if (options.at !== undefined) form.append('scheduledAt', options.at)
  form.append('file', await openAsBlob(file), basename(file))
  return form
}

type Previewed = {
  rows: number
  good: number
  bad: number
  repeated: number
  problems: { line: number; destination: string; reasons: Record<string, string>[] }[]
}

async function preview({ api, output, say, language }: Ask, form: FormData): Promise<void> {
  const { data } = await api.post<{ data: Previewed }>('/v1/campaigns/preview', form)
  const { rows, good, bad, repeated, problems } = data
  const lines = problems.map(({ line, destination, reasons }) => [
    String(line),
    visible(destination),
    reasons.map((one) => `${one.field}: ${one[language] ?? ''}`).join(' '),
  ])
  output.result(data, () =>
    [say('campaign_checked', { rows, good, bad, repeated }), ...(lines.length > 0 ? [tableOf(lines)] : [])].join('\n'),
  )
}

async function showStatus(ask: Ask, { watch }: { watch?: true }, [id = '']: string[]): Promise<void> {
  const path = pathOf(id)
  const campaign = watch ? await followCampaign(ask, path) : await ask.api.get<Campaign>(path)
  ask.output.result(campaign, () => textOfCampaign(ask.say, campaign))
}

async function saveReport({ api, output, say }: Ask, options: { output?: string }, [id = '']: string[]): Promise<void> {
  const text = await (await api.raw(`${pathOf(id)}/report`)).text()
  if (options.output === undefined) return output.result({ report: text }, () => text.trimEnd())
  writeText(options.output, text, say)
  output.result({ file: options.output }, () => say('saved', { path: options.output ?? '' }))
}

async function change({ api, output, say }: Ask, id: string, verb: 'pause' | 'resume' | 'cancel'): Promise<void> {
  const { data } = await api.post<{ data: Campaign }>(`${pathOf(id)}/${verb}`)
  output.result(data, () => say('campaign_state', { id, status: data.status }))
}

/** A pause that somebody asked for is no failure of the command; a campaign that stopped by itself is. */
function failWhenEndedBadly({ say }: Ask, { _id: id, status, reason }: Campaign): void {
  const hasStopped = status === 'FAILED' || (status === 'PAUSED' && reason !== undefined)
  if (hasStopped)
    throw new CommandFailure(exitCodes.failed, say('campaign_stopped', { id, status, code: reason?.code ?? '' }))
}
