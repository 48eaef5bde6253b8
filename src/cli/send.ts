/** `recado send`: a text, a template or any body of the API to one person; with `--wait` also what became of it. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { type Ask, onAsk } from './frame/action.ts'
import { addCommand, addConnection, type Cli } from './frame/command.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import { visible } from './frame/terminal.ts'
import { readJson } from './json-file.ts'

type Options = {
  template?: string
  language?: string
  param?: string[]
  body?: string
  idempotencyKey?: string
  wait?: true
}

type Timeline = { state: string; error?: unknown; attempts: unknown[] }

export function addSendCommand(program: Command, cli: Cli): void {
  const { say } = cli
  const command = addCommand(program, cli, {
    usage: 'send <userId> [text]',
    about: 'about_send',
    example: 'send 593987654321 "Su pedido está listo" --bot ventas --wait',
  })
  command
    .option('--bot <id>', say('option_bot'))
    .option('--template <name>', say('option_template'))
    .option('--language <code>', say('option_language'))
    .option('--param <value...>', say('option_param'))
    .option('--body <file>', say('option_body'))
    .option('--idempotency-key <text>', say('option_idempotency_key'))
    .option('--wait', say('option_wait'))
  onAsk<Options>(addConnection(command, cli), cli, send)
}

async function send(ask: Ask, options: Options, [userId = '', text]: string[]): Promise<void> {
  const { api, output, say } = ask
  const botId = ask.botId()
  const { path, body } = requestOf(ask, options, { botId, userId, text })
  const headers: Record<string, string> =
    options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }
  const answer = await api.post<{ messageId: string } | { id: string }[]>(path, body, headers)
  const messageId = Array.isArray(answer) ? (answer[0]?.id ?? '') : answer.messageId
  if (!options.wait) return output.result({ messageId, botId }, () => say('sent_accepted', { messageId }))
  const found = await settled(ask, botId, messageId)
  const { state } = found
  output.result({ messageId, botId, state, error: found.error ?? null }, () => say('sent_state', { messageId, state }))
  if (state !== 'failed' && state !== 'expired' && state !== 'canceled') return
  const reason = visible(JSON.stringify(found.error ?? {}))
  throw new CommandFailure(exitCodes.failed, say('sent_failed', { messageId, state, reason }))
}

type Target = { botId: string; userId: string; text: string | undefined }

function requestOf({ say }: Ask, options: Options, { botId, userId, text }: Target): { path: string; body: unknown } {
  const { template, language, param = [], body } = options
  const given = [text, template, body].filter((one) => one !== undefined)
  if (given.length !== 1) throw new CommandFailure(exitCodes.usage, say('send_one_of'))
  const messages = `/v1/bots/${encodeURIComponent(botId)}/messages`
  if (body !== undefined) {
    const message = readJson(body, say) as Record<string, unknown>
    return { path: messages, body: { ...message, userId } }
  }
  if (template === undefined) return { path: messages, body: { type: 'text', userId, text: textOf(text ?? '') } }
  const values = param.length === 0 ? {} : { parameters: param }
  const chosen = language === undefined ? {} : { language }
  const hsm = { elementName: template, destinations: [userId], ...values, ...chosen }
  return { path: `/v2/whatsapp/${encodeURIComponent(botId)}/hsm`, body: hsm }
}

/** `-` is the standard input, for texts of several lines. */
function textOf(given: string): string {
  return given === '-' ? readFileSync(0, 'utf8').trimEnd() : given
}

const lookMs = 250

/** Until Meta has accepted it, or it has ended otherwise. */
async function settled({ api }: Ask, botId: string, messageId: string): Promise<Timeline> {
  const path = `/v1/bots/${encodeURIComponent(botId)}/messages/${encodeURIComponent(messageId)}`
  for (;;) {
    const found = await api.get<Timeline>(path)
    if (found.state !== 'queued' && found.state !== 'sending') return found
    await sleep(lookMs)
  }
}
