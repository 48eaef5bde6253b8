/** Campaigns over real HTTP, for flow tests: uploads a file, and reads counts and reports. */
import assert from 'node:assert/strict'
import { parse } from 'csv-parse/sync'
import { demoClient } from '../../src/app/demo.ts'
import { createPause, type Gateway, patienceMs } from './gateway.ts'

const authorization = `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}`

export type Counts = Record<string, number> & { failedByCode: Record<string, number> }
export type Reason = { code: string; told: string; says: Record<string, string>; nextLookAt: string | null }
export type Detail = { status: string; reason?: Reason; counts: Counts; request: Record<string, unknown> }

export const phoneOf = (index: number) => `5939${10_000_000 + index}`

export function csvOf(count: number, from = 0): string {
  const rows = Array.from({ length: count }, (_, at) => `${phoneOf(from + at)},Ana ${from + at},A-${from + at}`)
  return ['phone,nombre,pedido', ...rows].join('\r\n')
}

/** As a form, the file before its fields. */
async function post(
  gateway: Gateway,
  path: string,
  csv: string | Buffer<ArrayBuffer>,
  fields: Record<string, string>,
): Promise<Record<string, unknown>> {
  const form = new FormData()
  form.append('file', new Blob([csv]), 'clientes.csv')
  const all = { campaignName: 'Mayo', elementName: 'demo_text', botId: 'demo', ...fields }
  for (const [key, value] of Object.entries(all)) form.append(key, value)
  const answer = await fetch(`${gateway.url}${path}`, { method: 'POST', headers: { authorization }, body: form })
  const body = (await answer.json()) as Record<string, unknown>
  assert.equal(answer.status, 200, JSON.stringify(body))
  return body
}

export async function upload(
  gateway: Gateway,
  csv: string | Buffer<ArrayBuffer>,
  fields: Record<string, string> = {},
): Promise<string> {
  return String((await post(gateway, '/v1/hsm/file', csv, fields)).campaignId)
}

export async function preview(
  gateway: Gateway,
  csv: string,
  fields: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  return (await post(gateway, '/v1/campaigns/preview', csv, fields)).data as Record<string, unknown>
}

export async function detailOf(gateway: Gateway, id: string): Promise<Detail> {
  const { status, body } = await gateway.call('GET', `/v1/campaigns/${id}`)
  assert.equal(status, 200, JSON.stringify(body))
  return body as unknown as Detail
}

/** Polls until `enough`, as long as the campaign keeps changing: its speed depends on the machine. */
export async function until(gateway: Gateway, id: string, enough: (detail: Detail) => boolean): Promise<Detail> {
  let last = ''
  let changedAt = Date.now()
  const pause = createPause()
  for (;;) {
    const detail = await detailOf(gateway, id)
    if (enough(detail)) return detail
    // What is left begins at the moment of the question.
    const shown = JSON.stringify({ ...detail, spread: undefined })
    if (shown !== last) changedAt = Date.now()
    if (Date.now() - changedAt > patienceMs) throw new Error(`${id} has not become as it should be: ${shown}`)
    last = shown
    await pause()
  }
}

/** Without zero counts. */
export function countsOf({ counts: { failedByCode: _, ...counts } }: Detail): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))
}

export async function reportOf(gateway: Gateway, id: string, language = 'en'): Promise<Record<string, string>[]> {
  const headers = { authorization, 'accept-language': language }
  const answer = await fetch(`${gateway.url}/v1/campaigns/${id}/report?separator=,`, { headers })
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^text\/csv/)
  return parse(await answer.text(), { columns: true })
}
