/** A campaign as it goes: its bar, its rate, the time that is left, and its figures at the end. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ask } from './frame/action.ts'
import type { Say } from './frame/say.ts'
import { coloured, tableOf, visible } from './frame/terminal.ts'

export type Campaign = {
  _id: string
  name: string
  status: string
  rowCount: number
  isImported: boolean
  reason?: { code: string }
  counts: Record<CountName, number> & { failedByCode: Record<string, number> }
}

const countNames = [
  'waiting',
  'queued',
  'sent',
  'delivered',
  'read',
  'failed',
  'expired',
  'canceled',
  'bad',
  'repeated',
  'suppressed',
] as const
type CountName = (typeof countNames)[number] | 'rows' | 'replied' | 'retried'

const lookMs = 500
const ended = ['COMPLETED', 'CANCELED', 'FAILED', 'PAUSED']

/** Until it has ended, or rests. */
export async function followCampaign({ api, output, say }: Ask, path: string): Promise<Campaign> {
  let first: { at: number; done: number } | undefined
  for (;;) {
    const campaign = await api.get<Campaign>(path)
    const now = performance.now()
    const done = doneOf(campaign)
    first ??= { at: now, done }
    output.progress(progressLine(say, campaign, { done: done - first.done, ms: now - first.at }))
    if (ended.includes(campaign.status)) {
      output.progressEnd()
      return campaign
    }
    await sleep(lookMs)
  }
}

/** Rows that need nothing more from the gateway but Meta's word. */
function doneOf({ counts }: Campaign): number {
  return counts.rows - counts.waiting - counts.queued
}

const barWidth = 24

/** Pure. `seen`: what was done since the first look, and how long ago that was. */
export function progressLine(say: Say, campaign: Campaign, seen: { done: number; ms: number }): string {
  const rows = Math.max(campaign.rowCount, campaign.counts.rows)
  const done = doneOf(campaign)
  const share = rows === 0 ? 0 : done / rows
  const filled = Math.round(share * barWidth)
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled)
  const perSecond = seen.ms <= 0 ? 0 : (seen.done * 1_000) / seen.ms
  const left = perSecond <= 0 ? '–' : spanText(Math.ceil((rows - done) / perSecond))
  const rate = perSecond.toFixed(1)
  return say('campaign_progress', { bar, percent: Math.floor(share * 100), done, rows, rate, left })
}

function spanText(seconds: number): string {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60]
  return `${minutes}:${String(rest).padStart(2, '0')}`
}

export function textOfCampaign(say: Say, { _id: id, name, status, reason, counts }: Campaign): string {
  const rows = countNames
    .filter((one) => counts[one] > 0)
    .map((one) => [`  ${say(`count_${one}`)}`, String(counts[one])])
  const codes = Object.entries(counts.failedByCode).map(([code, count]) => [`    ${code}`, String(count)])
  const stop = reason === undefined ? '' : ` (${reason.code})`
  return [`${coloured('bold', visible(name))}  ${id}  ${status}${stop}`, tableOf([...rows, ...codes])].join('\n')
}
