/** `recado template`: templates as files, checked without Meta, sent to Meta, and shown with their values. */
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Command } from 'commander'
import { violationTexts } from '../model/errors/violation.ts'
import type { Api } from './api.ts'
import { type Ask, onAsk } from './frame/action.ts'
import { addCommand, addConnection, addGroup, type Cli, type CommonOptions, outputFor } from './frame/command.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import { coloured, tableOf, visible } from './frame/terminal.ts'
import { fileNameOf, type ReadFile, readTemplates, requestOf, type TemplateFile } from './template-files.ts'
import { writeText } from './text-file.ts'

type Stored = {
  elementName: string
  languageCode: string
  category: string
  status: string
  components: Record<string, unknown>[]
  parameterFormat: string
}

export function addTemplateCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(program, cli, 'template', 'about_template')
  const withBot = (command: Command) => addConnection(command.option('--bot <id>', say('option_bot')), cli)
  const list = addCommand(group, cli, {
    usage: 'list',
    about: 'about_template_list',
    example: 'template list --bot ventas',
  })
  onAsk(withBot(list), cli, listTemplates)
  const pull = addCommand(group, cli, {
    usage: 'pull <folder>',
    about: 'about_template_pull',
    example: 'template pull templates --bot ventas --sync',
  })
  onAsk<{ sync?: true }>(withBot(pull.option('--sync', say('option_sync'))), cli, pullTemplates)
  const push = addCommand(group, cli, {
    usage: 'push <paths...>',
    about: 'about_template_push',
    example: 'template push templates/order_ready.es.json --bot ventas',
  })
  onAsk<{ draft?: true }>(withBot(push.option('--draft', say('option_draft'))), cli, pushTemplates)
  const validate = addCommand(group, cli, {
    usage: 'validate <paths...>',
    about: 'about_template_validate',
    example: 'template validate templates',
  })
  validate.action((paths: string[], options: CommonOptions) => validateTemplates(cli, paths, options))
  const preview = addCommand(group, cli, {
    usage: 'preview <name>',
    about: 'about_template_preview',
    example: 'template preview order_ready --param Ana --param 1055 --bot ventas',
  })
    .option('--language <code>', say('option_language'))
    .option('--param <value...>', say('option_param'))
  onAsk<PreviewOptions>(withBot(preview), cli, previewTemplate)
}

async function allTemplates(api: Api, botId: string): Promise<Stored[]> {
  const found: Stored[] = []
  for (let page = 1; ; page++) {
    const path = `/v1/bots/${encodeURIComponent(botId)}/templates`
    const answer = await api.get<{ data: Stored[]; pagination: { totalPages: number } }>(path, { page, limit: 100 })
    found.push(...answer.data)
    if (page >= answer.pagination.totalPages) return found
  }
}

async function listTemplates(ask: Ask): Promise<void> {
  const found = await allTemplates(ask.api, ask.botId())
  const rows = found.map(({ elementName, languageCode, category, status }) => [
    coloured('bold', elementName),
    languageCode,
    category,
    coloured(status === 'APPROVED' ? 'green' : 'yellow', visible(status)),
  ])
  ask.output.result(found, () => (rows.length === 0 ? ask.say('list_empty') : tableOf(rows)))
}

async function pullTemplates(ask: Ask, { sync }: { sync?: true }, [folder = '']: string[]): Promise<void> {
  const botId = ask.botId()
  if (sync) await ask.api.post(`/v1/bots/${encodeURIComponent(botId)}/templates/sync`)
  const found = await allTemplates(ask.api, botId)
  const files = found.map((stored) => {
    const template = fileOf(stored)
    const path = join(folder, fileNameOf(template))
    writeText(path, `${JSON.stringify(template, undefined, 2)}\n`, ask.say)
    return path
  })
  ask.output.result({ files }, () => ask.say('template_pulled', { count: files.length, folder }))
}

function fileOf({ elementName, languageCode, category, components, parameterFormat }: Stored): TemplateFile {
  return { name: elementName, language: languageCode, category, parameter_format: parameterFormat, components }
}

type Pushed = { path: string; name: string; language: string; action: 'created' | 'changed' | 'unchanged' }

/** One by one: each is a call to Meta, which allows some hundred an hour. */
async function pushTemplates(ask: Ask, { draft }: { draft?: true }, given: string[]): Promise<void> {
  const files = readTemplates(([] as string[]).concat(...given), ask.say)
  const problems = await problemsOf(files, ask)
  if (problems.length > 0) throw invalid(problems, ask)
  const stored = await allTemplates(ask.api, ask.botId())
  const done: Pushed[] = []
  for (const file of files) {
    const before = stored.find((one) => isSame(one, file.template))
    done.push(await pushOne(ask, file, { before, isSent: !draft }))
  }
  ask.output.result(done, () =>
    tableOf(done.map(({ name, language, action }) => [name, language, ask.say(`template_${action}`)])),
  )
}

function isSame({ elementName, languageCode }: Stored, { name, language }: TemplateFile): boolean {
  return elementName === name && languageCode.toLowerCase() === language.toLowerCase()
}

type Push = { before: Stored | undefined; isSent: boolean }

async function pushOne({ api, botId }: Ask, { path, template }: ReadFile, { before, isSent }: Push): Promise<Pushed> {
  const { name, language } = template
  const base = `/v1/bots/${encodeURIComponent(botId())}/templates`
  const query = `sendToApprove=${isSent}`
  if (before === undefined) {
    await api.post(`${base}?${query}`, requestOf(template))
    return { path, name, language, action: 'created' }
  }
  const { components, category } = template
  if (isDeepStrictEqual(before.components, components) && before.category === category)
    return { path, name, language, action: 'unchanged' }
  const chosen = `language=${encodeURIComponent(before.languageCode)}`
  await api.patch(`${base}/${encodeURIComponent(name)}?${query}&${chosen}`, { category, components })
  return { path, name, language, action: 'changed' }
}

type Problem = { path: string; field: string; reason: string }

async function validateTemplates(cli: Cli, given: string[], options: CommonOptions): Promise<void> {
  const files = readTemplates(given, cli.say)
  const problems = await problemsOf(files, cli)
  if (problems.length > 0) throw invalid(problems, cli)
  const valid = files.map(({ path }) => path)
  outputFor(options).result({ valid }, () => cli.say('template_valid', { count: valid.length }))
}

/** What the gateway refuses before it asks Meta. Addresses of samples are judged there: it knows which it may reach. */
async function problemsOf(files: readonly ReadFile[], { language }: Pick<Cli, 'language'>): Promise<Problem[]> {
  const { parseNewTemplate } = await import('../model/template/create.ts')
  return files.flatMap(({ path, template }) => {
    const parsed = parseNewTemplate(requestOf(template), { allowPrivateMedia: () => true })
    if (parsed.ok) return []
    return parsed.violations.map((one) => ({ path, field: one.path, reason: violationTexts(one)[language] }))
  })
}

function invalid(problems: Problem[], { say }: Pick<Cli, 'say'>): CommandFailure {
  const reasons = problems.map(({ path, field, reason }) => `${path}: ${field}: ${reason}`)
  return new CommandFailure(exitCodes.failed, say('template_invalid', { reasons: reasons.join('; ') }), { problems })
}

type PreviewOptions = { language?: string; param?: string[] }
type Preview = { header?: unknown; body?: string; footer?: string; buttons?: { text?: string }[] }

async function previewTemplate(ask: Ask, { language, param }: PreviewOptions, [name = '']: string[]): Promise<void> {
  const base = `/v1/bots/${encodeURIComponent(ask.botId())}/templates`
  const body = { ...(param && { parameters: param }), ...(language && { language }) }
  const { data } = await ask.api.post<{ data: Preview }>(`${base}/${encodeURIComponent(name)}/preview`, body)
  ask.output.result(data, () => textOf(data))
}

function textOf({ header, body = '', footer, buttons = [] }: Preview): string {
  const head = typeof header === 'string' ? [coloured('bold', visible(header))] : header ? [JSON.stringify(header)] : []
  const foot = footer === undefined ? [] : [coloured('gray', visible(footer))]
  return [...head, body, ...foot, ...buttons.map(({ text = '' }) => `[ ${visible(text)} ]`)].join('\n')
}
