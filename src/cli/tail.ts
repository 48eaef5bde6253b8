/**
 * `recado tail`: events as they happen, one line each, and none twice. The list gives the newest first, so each look
 * reads from there back to what was shown before.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Api } from './api.ts'
import { type Ask, onAsk } from './frame/action.ts'
import { addCommand, addConnection, type Cli } from './frame/command.ts'
import { coloured, visible } from './frame/terminal.ts'

type Options = { bot?: string; type?: string; since?: string; once?: true }
export type Event = {
  id: string
  botId: string
  type: string
  at: string
  userId: string | null
  messageId: string | null
}
type Page = { _metadata: { next: string | null }; results: Event[] }
type Filter = { botId?: string; type?: string }

const lookMs = 1_000
/** Instants are those of the gateways' clocks, which may write an event a little after another one. */
const overlapMs = 10_000

export function addTailCommand(program: Command, cli: Cli): void {
  const { say } = cli
  const command = addCommand(program, cli, {
    usage: 'tail',
    about: 'about_tail',
    example: 'tail --bot ventas --type failed',
  })
    .option('--bot <id>', say('option_bot'))
    .option('--type <event>', say('option_type'))
    .option('--since <instant>', say('option_since'))
    .option('--once', say('option_once'))
  onAsk<Options>(addConnection(command, cli), cli, tail)
}

async function tail({ api, output }: Ask, { bot, type, since, once }: Options): Promise<void> {
  const filter = { botId: bot, type }
  // Where the gateway stands: this machine's clock may be another.
  const [newest] =
    since === undefined ? (await api.get<Page>('/manage/v1/events', { ...filter, limit: 1 })).results : []
  const follow = followEvents(api, filter, newest === undefined ? since : undefined, newest)
  for (;;) {
    for (const event of await follow()) output.line(event, () => lineOf(event))
    if (once) return
    await sleep(lookMs)
  }
}

/** Each call gives what is new, oldest first. `newest` has been seen already. */
export function followEvents(api: Pick<Api, 'get'>, filter: Filter, since: string | undefined, newest?: Event) {
  const seen = new Map<string, number>(newest === undefined ? [] : [[newest.id, Date.parse(newest.at)]])
  let from = newest === undefined ? since : newest.at
  // Nothing that happened before the first look is shown.
  const earliest = from === undefined ? 0 : Date.parse(from)
  return async (): Promise<Event[]> => {
    const found: Event[] = []
    let after: string | undefined
    do {
      const page: Page = await api.get<Page>('/manage/v1/events', { ...filter, from, after, limit: 100 })
      found.push(...page.results.filter(({ id }) => !seen.has(id)))
      after = page._metadata.next ?? undefined
    } while (after !== undefined)
    for (const { id, at } of found) seen.set(id, Date.parse(at))
    const lastAt = Math.max(...seen.values())
    if (!Number.isFinite(lastAt)) return []
    for (const [id, at] of seen) if (at < lastAt - 2 * overlapMs) seen.delete(id)
    from = new Date(Math.max(lastAt - overlapMs, earliest)).toISOString()
    return found.reverse()
  }
}

function lineOf({ at, botId, type, userId, messageId }: Event): string {
  const colour = type === 'failed' || type === 'expired' ? 'red' : type === 'message' ? 'cyan' : 'green'
  const person = visible(userId ?? '–')
  return [coloured('gray', at), botId, coloured(colour, type.padEnd(17)), person, messageId ?? ''].join('  ').trimEnd()
}
