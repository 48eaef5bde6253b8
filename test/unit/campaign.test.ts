/** A campaign's request, how a file's columns fill a template, and which rows are not sent and why (lesson R3). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type CampaignSnapshot, validateRow } from '../../src/model/campaign/campaign.ts'
import type { CsvHeader } from '../../src/model/campaign/csv.ts'
import { rowReasonTexts } from '../../src/model/campaign/reason.ts'
import {
  type CampaignRequest,
  headerNotices,
  parseCampaignRequest,
  readForm,
  snapshotOf,
} from '../../src/model/campaign/request.ts'
import type { Violation } from '../../src/model/errors/violation.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import { csvLine } from '../../src/model/text/csv.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const minimal = { campaignName: 'Mayo', elementName: 'promo', botId: 'demo' }

function template(
  components: TemplateDefinition['components'],
  more: Partial<TemplateDefinition> = {},
): TemplateDefinition {
  return { elementName: 'promo', language: 'es', category: 'UTILITY', status: 'APPROVED', components, ...more }
}
const two = template([{ type: 'BODY', text: 'Hola {{1}}, tu pedido {{2}} salió.' }])

function requestOf(body: Record<string, unknown>): CampaignRequest {
  const parsed = parseCampaignRequest({ ...minimal, ...body }, now)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.violations))
  return parsed.value
}

const headerOf = (...columns: string[]): CsvHeader => ({ separator: ',', columns, line: 1 })

function trySnapshot(definition: TemplateDefinition, header: CsvHeader, body: Record<string, unknown> = {}) {
  return snapshotOf({ request: requestOf(body), definition, header, now })
}

function snapshotIn(...input: Parameters<typeof trySnapshot>): CampaignSnapshot {
  const snapshot = trySnapshot(...input)
  if (!snapshot.ok) throw new Error(JSON.stringify(snapshot.violations))
  return snapshot.value
}

function rulesOf(result: { ok: true } | { ok: false; violations: Violation[] }): string[] {
  return result.ok ? [] : result.violations.map(({ path, rule }) => `${path} ${rule}`)
}

function textOf(snapshot: CampaignSnapshot, cells: string[]): string | undefined {
  const validated = validateRow(snapshot, { line: 2, cells })
  return validated.kind === 'good' ? validated.filled.content.text : JSON.stringify(validated.reasons)
}

describe('the request', () => {
  test('name, template and bot are required', () => {
    const rules = rulesOf(parseCampaignRequest({}, now))
    assert.deepEqual(rules, ['campaignName required', 'elementName required', 'botId required'])
    assert.deepEqual(rulesOf(parseCampaignRequest([], now)), ['body type'])
  })

  test('a schedule needs its time zone, and lies in the future', () => {
    const read = (scheduledAt: unknown) => rulesOf(parseCampaignRequest({ ...minimal, scheduledAt }, now))
    assert.deepEqual(read('2026-11-21T13:00:00Z'), [])
    assert.deepEqual(read('2026-11-21T07:58:00-04:00'), [], 'a moment ago is now')
    assert.deepEqual(read('2023-11-07T05:31:56Z'), ['scheduledAt future'])
    for (const odd of ['2026-11-22T13:00:00', '2026-11-22', 'mañana', '2026-13-45T13:00:00Z'])
      assert.deepEqual(read(odd), ['scheduledAt format'], odd)
    assert.equal(requestOf({ scheduledAt: '2026-11-21T13:00:00+01:00' }).scheduledAt, now)
  })

  test("a form's fields are texts, and JSON where they look like it", () => {
    const form = readForm({ campaignName: '[promo', params: '[{"param":1,"column":"a"}]', mediaUrl: 'https://a.b/c' })
    assert.deepEqual(form, {
      campaignName: '[promo',
      params: [{ param: 1, column: 'a' }],
      mediaUrl: 'https://a.b/c',
    })
  })

  test('every body is read without an exception', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => void parseCampaignRequest(body, now)))
    const fields = fc.record(
      { params: fc.jsonValue(), scheduledAt: fc.jsonValue(), actions: fc.jsonValue(), fileUrl: fc.jsonValue() },
      { requiredKeys: [] },
    )
    fc.assert(fc.property(fields, (body) => void parseCampaignRequest({ ...minimal, ...body }, now)))
  })
})

describe('columns fill variables', () => {
  test('they fill in their order by default, and other columns are ignored', () => {
    const snapshot = snapshotIn(two, headerOf('phone', 'nombre', 'pedido', 'ciudad'))
    assert.equal(textOf(snapshot, ['593987654321', 'Ana', 'A-1', 'Quito']), 'Hola Ana, tu pedido A-1 salió.')
  })

  test('they fill as mapped, whatever the case of their names', () => {
    const params = [
      { param: 2, column: 'pedido' },
      { param: 1, column: 'NOMBRE' },
    ]
    const snapshot = snapshotIn(two, headerOf('phone', 'pedido', 'x', 'nombre'), { params })
    assert.equal(textOf(snapshot, ['593987654321', 'A-1', '', 'Ana']), 'Hola Ana, tu pedido A-1 salió.')
  })

  test('one column may fill several variables', () => {
    const params = [
      { param: 1, column: 'x' },
      { param: 2, column: 'x' },
    ]
    assert.equal(
      textOf(snapshotIn(two, headerOf('phone', 'x'), { params }), ['593987654321', 'Z']),
      'Hola Z, tu pedido Z salió.',
    )
  })

  test('named variables are filled by their names', () => {
    const named = template([{ type: 'BODY', text: 'Hola {{nombre}}.' }], { parameterFormat: 'NAMED' })
    const snapshot = snapshotIn(named, headerOf('phone', 'x', 'cliente'), {
      params: [{ param: 'nombre', column: 'cliente' }],
    })
    assert.equal(textOf(snapshot, ['593987654321', '', 'Ana']), 'Hola Ana.')
  })

  test('an impossible mapping is refused before any row is read', () => {
    const header = headerOf('phone', 'nombre', 'pedido', 'dos', 'dos')
    const of = (params: unknown) => rulesOf(trySnapshot(two, header, { params }))
    const count = ['params parameter_count', 'params parameter_count_detail']
    assert.deepEqual(of([{ param: 1, column: 'nombre' }]), count)
    const both = (column: string) => [
      { param: 1, column: 'nombre' },
      { param: 2, column },
    ]
    assert.deepEqual(of(both('nada')), ['params csv_column'])
    assert.deepEqual(of(both('dos')), ['params csv_column_twice'])
    assert.deepEqual(rulesOf(trySnapshot(two, headerOf('phone', 'nombre'))), [
      'file parameter_count',
      'file parameter_count_detail',
    ])
  })

  test('any text of the request may contain a column', () => {
    const definition = template([
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'Hola {{1}}.' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Ver', url: 'https://a.ec/{{1}}' }] },
    ])
    const snapshot = snapshotIn(definition, headerOf('phone', 'nombre', 'foto', 'codigo'), {
      mediaUrl: 'https://cdn.ejemplo.com/{{foto}}.jpg',
      buttonParameters: [{ type: 'URL', payload: { param: 'p/{{ codigo }}' } }],
      actions: { setMemoryParams: { codigo: '{{codigo}}' } },
    })
    const validated = validateRow(snapshot, { line: 2, cells: ['593987654321', 'Ana', 'uno', 'X9'] })
    assert.equal(validated.kind, 'good')
    assert.deepEqual(validated.filled.content.header, { kind: 'image', link: 'https://cdn.ejemplo.com/uno.jpg' })
    assert.deepEqual(validated.filled.content.buttons, [{ kind: 'url', index: 0, text: 'p/X9' }])
    assert.deepEqual(validated.filled.actions, { setMemoryParams: { codigo: 'X9' } })
    assert.deepEqual(
      rulesOf(trySnapshot(definition, headerOf('phone', 'nombre'), { mediaUrl: 'https://a.ec/{{foto}}.jpg' })),
      ['request csv_column'],
    )
  })

  test('what the template cannot take is refused once for the file, not once a row', () => {
    const rules = (body: Record<string, unknown>) => rulesOf(trySnapshot(two, headerOf('phone', 'a', 'b'), body))
    assert.deepEqual(rules({ type: 'image', mediaUrl: 'https://a.ec/x.jpg' }), [
      'type template_kind',
      'mediaUrl template_no_place',
    ])
    assert.deepEqual(rules({ headerParameters: ['x'] }), ['headerParameters template_no_place'])
    assert.deepEqual(rules({ expirationTime: String(now - 1) }), ['expirationTime future'])
    const scheduledAt = new Date(now + 3_600_000).toISOString()
    assert.deepEqual(rules({ expirationTime: String(now + 60_000), scheduledAt }), ['expirationTime future'])
  })

  test('unusual names are accepted and reported', () => {
    const header = headerOf('phone number', 'customer-name!', 'order_1')
    assert.equal(headerNotices(header).length, 2)
    assert.equal(snapshotIn(two, header).parameters.length, 2)
  })
})

describe('R3: a row is sent as a whole or not at all', () => {
  const snapshot = snapshotIn(two, headerOf('phone', 'nombre', 'pedido', 'nota'))
  const reasons = (cells: string[]) => {
    const validated = validateRow(snapshot, { line: 7, cells })
    return validated.kind === 'bad' ? validated.reasons.map(({ path, rule }) => `${path} ${rule}`) : []
  }
  const rows: [string, string[], string[]][] = [
    ['good', ['593987654321', 'Ana', 'A-1', ''], []],
    ['good, the last column left out', ['593987654321', 'Ana', 'A-1'], []],
    ['good, with separators at its end', ['593987654321', 'Ana', 'A-1', '', '', ''], []],
    ['an empty value', ['593987654321', '', 'A-1'], ['nombre empty']],
    ['a blank value', ['593987654321', 'Ana', '   '], ['pedido empty']],
    ['too short', ['593987654321', 'Ana'], ['row row_short']],
    ['an unquoted separator', ['593987654321', 'García', 'Ana', 'A-1', ''.padEnd(1, 'x')], ['row row_long']],
    ['a line break', ['593987654321', 'Ana\nMaría', 'A-1'], ['nombre template_parameter_text']],
    ['too long for the body', ['593987654321', 'x'.repeat(1_100), 'A-1'], ['parameters too_long']],
    ['no phone', ['', 'Ana', 'A-1'], ['destination destination_empty']],
    ['a phone that lost digits', ['5.93E+11', 'Ana', 'A-1'], ['destination destination_scientific']],
  ]
  for (const [name, cells, expected] of rows) test(name, () => assert.deepEqual(reasons(cells), expected))

  test('every reason has its sentence in three languages, with its figures in it', () => {
    const validated = validateRow(snapshot, { line: 7, cells: ['593987654321', 'Ana'] })
    assert.equal(validated.kind, 'bad')
    const [reason] = validated.reasons
    assert.ok(reason)
    const texts = rowReasonTexts(reason)
    assert.equal(new Set(Object.values(texts)).size, 3)
    for (const text of Object.values(texts)) assert.match(text, /^[^{}]*2[^{}]*3[^{}]*$/)
    assert.deepEqual(rowReasonTexts({ path: 'row', rule: 'row_quotes' }).en.includes('{'), false)
  })

  test('any row is validated without an exception, and a good one has its destination and its text', () => {
    const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('593987654321', '+593 98 765 4321', 'Ana'))
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 6 }), (cells) => {
        const validated = validateRow(snapshot, { line: 2, cells })
        if (validated.kind === 'bad') return assert.ok(validated.reasons.length > 0)
        assert.match(validated.destination, /^(\d{7,15}|[A-Z]{2}\..+)$/)
        assert.ok(
          validated.values
            .slice(0, 2)
            .every((value) => validated.filled.content.text?.includes(value.normalize('NFC'))),
        )
      }),
      { numRuns: 500 },
    )
  })

  test('quotes, braces and emoji reach the person unchanged', () => {
    const odd = `O'Brien "el {1}" {"a":{"b":{}}} 👋🏽 ñ $& <b>`
    assert.equal(textOf(snapshot, ['593987654321', odd, 'A-1']), `Hola ${odd}, tu pedido A-1 salió.`)
  })

  const rich = template([
    { type: 'HEADER', format: 'DOCUMENT' },
    { type: 'BODY', text: 'Hola {{1}}.' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'Ver', url: 'https://a.ec/{{1}}' },
        { type: 'QUICK_REPLY', text: 'Pagar' },
      ],
    },
  ])
  const file = { mediaUrl: 'https://cdn.ejemplo.com/a.pdf', filename: 'a.pdf' }
  const places: [string, (text: string) => Record<string, unknown>][] = [
    ['an address', (text) => ({ ...file, mediaUrl: `https://cdn.ejemplo.com/${text}.pdf` })],
    ['a file name', (text) => ({ ...file, filename: `Recibo ${text}.pdf` })],
    ['a button', (text) => ({ ...file, buttonParameters: [{ type: 'URL', payload: { param: `p/${text}` } }] })],
    ['a payload', (text) => ({ ...file, buttonPayloads: [{ type: 'edge', action: 'Pagar', skillId: text }] })],
    ['memory', (text) => ({ ...file, actions: { setMemoryParams: { deep: [{ nota: text }] } } })],
  ]
  const names = ['código', 'nº pedido', 'cod-ped', 'Ciudad / barrio', 'co\u0301digo', ' código ']
  for (const [position, request] of places) {
    test(`any column name works between the braces of ${position}`, () => {
      for (const name of names) {
        const column = name.trim().normalize('NFC')
        const button = { buttonParameters: [{ type: 'URL', payload: { param: 'p' } }] }
        const filled = snapshotIn(rich, headerOf('phone', 'nombre', column), { ...button, ...request(`{{${name}}}`) })
        const row = validateRow(filled, { line: 2, cells: ['593987654321', 'Ana', 'X9'] })
        assert.equal(row.kind, 'good', JSON.stringify(row))
        assert.match(JSON.stringify(row.kind === 'good' && row.filled), /X9/)
        assert.doesNotMatch(JSON.stringify(row), /\{\{/)
        const strange = trySnapshot(rich, headerOf('phone', 'nombre'), { ...button, ...request(`{{${name}}}`) })
        assert.deepEqual(rulesOf(strange), ['request csv_column'])
      }
    })
  }

  test('a value that contains a placeholder, whole or unclosed, is a bad row and names its column', () => {
    for (const value of ['{{nombre}}', 'hola {{1}}', '{{nombre}', '{nombre}}']) {
      const row = validateRow(snapshot, { line: 2, cells: ['593987654321', value, 'A-1'] })
      assert.equal(row.kind, 'bad', value)
      const [reason] = row.kind === 'bad' ? row.reasons : []
      assert.deepEqual([reason?.path, reason?.rule], ['nombre', 'placeholder_left'])
    }
  })
})

/** Rows that are not sent are written with an apostrophe before formulas, mended, and uploaded again. */
test('a value is after a round through our own CSV what it was', () => {
  const snapshot = snapshotIn(two, headerOf('phone', 'name', 'order'))
  for (const value of ['-12.50', '@ana', '=1+1', '+593', "o'clock", 'A-1']) {
    const cells = ['593987654321', 'Ana', value]
    const [written = ''] = csvLine(cells, ',').split('\r\n')
    assert.equal(textOf(snapshot, written.split(',')), textOf(snapshot, cells), value)
    assert.match(String(textOf(snapshot, cells)), new RegExp(value.replaceAll(/\W/g, '\\$&')))
  }
})
