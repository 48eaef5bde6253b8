/**
 * The operator's hand while things fail: what he asks for may be done although no answer came, and may be done late, after he asked for
 * something else. So he changes only what he has seen (`If-Match`), and lets what was lost die before he makes something of the same
 * name again. Used by furnish.ts and by the disturbances.
 */
import type { Answer } from '../support/gateway.ts'
import { elapsed } from './fleet.ts'
import type { Site } from './site.ts'

export type Operated = Pick<Site, 'attempt'>

/** Longer than any process stands still, or anything is held up on its way. */
const deadMs = 20_000
const giveUpMs = 180_000

/** On a busy machine everything takes its time. */
const patienceAt = (turn: number): number => Math.min(5_000 * 1.5 ** Math.floor(turn / 2), 30_000)

export type Asked = { method: string; path: string; body?: unknown; headers?: Record<string, string> }

/** Until there is an answer; `tries` before it may have been done as well, or be done yet. */
export async function persist(
  { attempt }: Operated,
  make: (turn: number) => Asked,
): Promise<{ answer: Answer; asked: Asked; tries: number }> {
  const endAt = Date.now() + giveUpMs
  for (let turn = 0; ; turn++) {
    const asked = make(turn)
    const answer = await attempt(turn, asked.method, asked.path, { ...asked, withinMs: patienceAt(turn) })
    if (answer) return { answer, asked, tries: turn + 1 }
    if (Date.now() > endAt) throw new Error(`nobody answered ${asked.method} ${asked.path}`)
    await elapsed(50)
  }
}

/** Resolves when no request of before can be done any more. */
export async function outlived(tries: number): Promise<void> {
  if (tries > 1) await elapsed(deadMs)
}

/** The thing at `path` becomes as `body` says, once, whatever is lost. Undefined: it is not there any more. */
export async function change(site: Operated, path: string, body: object): Promise<Answer['body'] | undefined> {
  const endAt = Date.now() + giveUpMs
  for (let turn = 0; Date.now() < endAt; turn++) {
    const withinMs = patienceAt(turn)
    const seen = await site.attempt(turn, 'GET', path, { withinMs })
    if (seen?.status === 404) return undefined
    const headers = { 'if-match': seen?.headers.get('etag') ?? '' }
    const changed = seen && (await site.attempt(turn, 'PATCH', path, { body, headers, withinMs }))
    if (changed?.status === 200) return changed.body
    if (changed && changed.status !== 412 && changed.status !== 404)
      throw new Error(`PATCH ${path}: ${changed.status} ${JSON.stringify(changed.body)}`)
    await elapsed(50)
  }
  throw new Error(`nobody changed ${path}`)
}
