/** Rules for alarms and the dashboard against the page of a running gateway: expressions that parse, metrics and labels that are there, pages that tell what to do. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parse } from 'yaml'
import { readDocument, sectionOf } from '../support/documents.ts'
import { eventually, type Gateway, idsOf, person, startGateway } from '../support/gateway.ts'
import { tableRows } from '../support/markdown.ts'
import { postWebhook } from '../support/meta-webhooks.ts'
import { asked } from '../support/promql.ts'
import { startReceiver } from '../support/receiver.ts'

type Rule = {
  alert: string
  expr: string
  for?: string
  labels: { severity: string }
  annotations: { summary: string; runbook: string }
}

const { groups } = parse(readDocument('deploy/prometheus/rules.yaml')) as { groups: { name: string; rules: Rule[] }[] }
const rules = groups.flatMap((group) => group.rules)

type Panel = { title: string; type: string; description?: string; targets?: { expr: string; legendFormat: string }[] }
type Dashboard = { panels: Panel[]; templating: { list: { name: string; definition?: string }[] } }
const dashboard = JSON.parse(readDocument('deploy/grafana/dashboard.json')) as Dashboard
const panels = dashboard.panels.filter(({ type }) => type !== 'row')

/** Grafana fills them in. */
const filled = (expression: string) => expression.replaceAll('$__rate_interval', '5m').replaceAll('$bot', '.*')

/** Prometheus adds them to all that it scrapes; the last one is of histograms. */
const added = new Set(['instance', 'job', 'le'])

type Page = Map<string, { type: string; labels: Set<string>; sum: number }>

let page: Page = new Map()

/** A gateway that did something of everything: labels are seen with the first of their kind. */
before(async () => {
  await using receiver = await startReceiver()
  await using gateway = await startGateway({}, { sandbox: { seed: 11 } })
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: receiver.url })
  const events = ['delivered_channel', 'delivered_user', 'read', 'failed']
  await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', { url: receiver.url, events })
  const body = { type: 'text', text: 'hola', userId: person }
  const [id] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', body))
  await receiver.until((all) => all.some((one) => one.body.messageId === id && one.body.event === 'read'))
  receiver.answer((_received, response) => response.writeHead(500).end())
  await gateway.control('POST', '/_sandbox/inbound', { from: person, type: 'text', text: 'hola' })
  const change = { field: 'account_update', value: { event: 'ACCOUNT_VIOLATION' } }
  await postWebhook(gateway, JSON.stringify({ entry: [{ id: '200000000000001', changes: [change] }] }))
  await gateway.control('POST', '/_sandbox/faults', { kind: 'graphError', code: 190 })
  await gateway.call('POST', '/v1/bots/demo/messages', body)
  await fetch(`${gateway.url}/v1/bots/demo/messages`, { headers: { authorization: `Basic ${btoa('demo:wrong')}` } })
  const waiting = ['recado_endpoint_waiting', 'recado_blocked_since_seconds', 'recado_queue']
  await eventually(async () => {
    page = await readPage(gateway)
    return waiting.every((name) => page.get(name)?.labels.has('bot'))
  }, 'something waits for the webhook, and for Meta')
})

after(() => page.clear())

async function readPage({ url }: Gateway): Promise<Page> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const found: Page = new Map()
  for (const line of text.split('\n')) {
    const [, name = '', type = ''] = /^# TYPE (\S+) (\w+)$/.exec(line) ?? []
    if (name !== '') found.set(name, { type, labels: new Set(), sum: 0 })
    const [, series = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    const metric = found.get(series) ?? found.get(series.replace(/_(?:bucket|sum|count)$/, ''))
    if (metric) metric.sum += Number(value)
    for (const [, label = ''] of labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)) metric?.labels.add(label)
  }
  return found
}

/** As docs/metrics.md has them: the page shows labels only of what has happened. */
const documented = new Map(
  tableRows(readDocument('docs/metrics.md'), 'All of them').map(([name = '', , labels = '']) => [
    name.replaceAll('`', ''),
    new Set([...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label)),
  ]),
)

test('docs/metrics.md has every metric that a running gateway tells, with the labels that are seen, and no other', () => {
  const ours = [...page.keys()].filter((name) => name.startsWith('recado_'))
  assert.deepEqual(ours.sort(), [...documented.keys()].sort())
  for (const name of ours) {
    const unknown = [...(page.get(name)?.labels ?? [])].filter(
      (label) => label !== 'le' && !documented.get(name)?.has(label),
    )
    assert.deepEqual(unknown, [], name)
  }
})

test('rules and dashboard ask only for what a running gateway tells', () => {
  const expressions = [
    ...rules.map(({ expr }) => expr),
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => filled(expr))),
  ]
  assert.ok(expressions.length > 70, String(expressions.length))
  for (const expression of expressions) {
    const found = asked(expression)
    assert.ok(found.length > 0 || expression === 'vector(0)', expression)
    for (const { metric, labels } of found) {
      const suffix = /_(?:bucket|sum|count)$/.exec(metric)?.[0]
      const base = page.has(metric) ? metric : metric.slice(0, -(suffix?.length ?? 0))
      const known = page.get(base)
      assert.ok(known, `${expression}: ${metric}`)
      if (base !== metric) assert.equal(known.type, 'histogram', metric)
      const has = (label: string) => added.has(label) || known.labels.has(label) || documented.get(base)?.has(label)
      assert.deepEqual(
        labels.filter((label) => !has(label)),
        [],
        `${expression}: ${metric}`,
      )
    }
  }
})

test("Meta's reports on accounts are counted, and the disk of the data folder is looked at", () => {
  assert.equal(page.get('recado_account_reports_total')?.sum, 1)
  const [free = 0, size = 0] = ['recado_disk_free_bytes', 'recado_disk_size_bytes'].map((name) => page.get(name)?.sum)
  assert.ok(free > 0 && size >= free, `${free} of ${size}`)
})

test('a metric or label that is not there would be found, and an expression that does not parse', () => {
  assert.deepEqual(asked('sum by (bto) (rate(recado_x_total{bot="a"}[5m]))'), [
    { metric: 'recado_x_total', labels: ['bot', 'bto'] },
  ])
  assert.throws(() => asked('sum by (bot) (rate(recado_x_total[5m])'), /mistake/)
})

test('each alarm has its level, its sentence, and a section of the page that tells what to do', () => {
  const text = readDocument('docs/alarms.md')
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading)
  const anchorOf = (heading: string) => `docs/alarms.md#${heading.toLowerCase().replaceAll(' ', '-')}`
  assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
  for (const { alert, labels, annotations } of rules) {
    assert.match(labels.severity, /^(?:critical|warning)$/, alert)
    assert.match(annotations.summary, /^[A-Z'{1].*\.$/, alert)
    const heading = headings.find((one) => anchorOf(one) === annotations.runbook)
    assert.ok(heading, `${alert}: ${annotations.runbook}`)
    const section = sectionOf(text, `## ${heading}`)
    assert.match(section, new RegExp(`\`${alert}\`[^:.]*, ${labels.severity}`), `${alert} in ${heading}`)
  }
  const told = new Set(rules.map(({ annotations }) => annotations.runbook))
  assert.deepEqual(
    headings.filter((heading) => !told.has(anchorOf(heading))),
    [],
  )
})

test("labels in alarms' sentences are those that their expressions leave", () => {
  for (const { alert, expr, annotations } of rules) {
    const used = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label)
    const left = new Set(asked(expr).flatMap(({ labels }) => labels))
    const isScraped = (label: string) => label === 'instance' && !/\bby \(/.test(expr)
    assert.deepEqual(
      used.filter((label) => !left.has(label) && !isScraped(label)),
      [],
      alert,
    )
  }
})

test('each panel has a title, says what it shows, and has its own place', () => {
  assert.ok(panels.length > 20)
  assert.equal(new Set(panels.map(({ title }) => title)).size, panels.length)
  for (const { title, description = '', targets = [] } of panels) {
    assert.ok(description.length > 5 && targets.length > 0, title)
  }
  for (const { definition } of dashboard.templating.list) {
    const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(definition ?? '') ?? []
    if (definition !== undefined) assert.ok(page.get(metric)?.labels.has(label), definition)
  }
})
