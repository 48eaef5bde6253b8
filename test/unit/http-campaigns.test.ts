/** The campaign routes without lanes: what the upload accepts and refuses, the shape of its answers, and access. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { eventually } from '../support/gateway.ts'
import { anyBot, openTestHttp, otherBot, type TestHttp } from '../support/http.ts'

const csv = 'phone,nombre,pedido\n593987654321,Ana,A-1\n593987654322,Luis,A-2\n'
const minimal = { campaignName: 'Mayo', elementName: 'greeting', botId: 'demo' }

let http: TestHttp
before(async () => {
  http = await openTestHttp()
})
after(() => http?.[Symbol.asyncDispose]())

type Upload = {
  url?: string
  file?: string | Uint8Array<ArrayBuffer>
  fields?: Record<string, string>
  headers?: Record<string, string>
  fileFirst?: boolean
  auth?: string
}

async function upload({
  url = '/v1/hsm/file',
  file = csv,
  fields = {},
  headers,
  fileFirst = true,
  auth = anyBot,
}: Upload) {
  const form = new FormData()
  const addFile = () => form.append('archivo', new Blob([file]), 'lista.CSV')
  if (fileFirst) addFile()
  for (const [key, value] of Object.entries({ ...minimal, ...fields })) form.append(key, value)
  if (!fileFirst) addFile()
  const payload = form as unknown as string
  const answer = await http.app.inject({ method: 'POST', url, headers: { authorization: auth, ...headers }, payload })
  return { status: answer.statusCode, headers: answer.headers, json: JSON.parse(answer.body) }
}

/** One file is stored for each accepted campaign, since nothing imports here, and no other file. */
async function onlyTheirFiles(): Promise<void> {
  await eventually(() => readdirSync(http.deps.campaigns.folder).length === 0, 'what was spooled is gone')
  assert.deepEqual(await http.store.strayCampaignFiles(Number.MAX_SAFE_INTEGER), [])
  for (const { id } of await http.store.activeCampaigns(http.now.at))
    assert.ok(await http.store.campaignFileChunk(id, 0))
}
const reasonsOf = (json: { validationError?: Record<string, { en: string }[]> }) =>
  Object.entries(json.validationError ?? {}).map(([field, texts]) => `${field}: ${texts.map(({ en }) => en).join(' ')}`)

describe('POST /v1/hsm/file', () => {
  test('answers in the documented shape with the id beside it, whether file or fields come first', async () => {
    for (const fileFirst of [true, false]) {
      const before = (await http.store.activeCampaigns(http.now.at)).length
      const { status, json } = await upload({ fileFirst, fields: { scheduledAt: '2027-11-07T05:31:56Z' } })
      assert.equal(status, 200, JSON.stringify(json))
      assert.deepEqual(json, {
        message: ['The campaign was created.'],
        status: 'success',
        campaignId: json.campaignId,
        data: {
          campaignId: json.campaignId,
          fileName: 'lista.CSV',
          columns: ['phone', 'nombre', 'pedido'],
          notices: [],
        },
      })
      const campaigns = await http.store.activeCampaigns(http.now.at)
      assert.equal(campaigns.length, before + 1)
      assert.equal(campaigns.at(-1)?.dueAt, Date.parse('2027-11-07T05:31:56Z'))
      await onlyTheirFiles()
    }
  })

  test('the template is frozen: a later change of it changes nothing', async () => {
    const { json } = await upload({})
    const before = await http.store.campaignSnapshot(json.campaignId)
    const [template] = await http.store.templatesNamed('demo', 'greeting')
    assert.ok(template && before)
    await http.store.putTemplate('demo', { ...template, components: [{ type: 'BODY', text: 'Otra {{1}} {{2}}' }] }, 2)
    assert.deepEqual(await http.store.campaignSnapshot(json.campaignId), before)
    await http.store.putTemplate('demo', template, 3)
    assert.match(String(before.definition.components[0]?.text), /^Hola/)
  })

  test('a key is one campaign; another file under it is a conflict', async () => {
    const headers = { 'idempotency-key': 'one-campaign' }
    const first = await upload({ headers })
    const second = await upload({ headers, fileFirst: false })
    assert.deepEqual(second.json, first.json)
    assert.equal(second.headers['idempotency-replayed'], 'true')
    const other = await upload({ headers, file: `${csv}593987654323,Eva,A-3\n` })
    assert.deepEqual([other.status, other.json.error.key], [422, 'IDEMPOTENCY_CONFLICT'])
    await onlyTheirFiles()
  })

  const refusals: [string, Upload, string[]][] = [
    [
      'Latin-1',
      { file: Buffer.from('phone,nombre,pedido\n593987654321,Jos\xe9,A-1\n', 'latin1') },
      ['archivo: The file is not text in UTF-8: save it as "CSV UTF-8".'],
    ],
    [
      'UTF-16',
      { file: Buffer.from('phone,nombre,pedido\n593987654321,Ana,A\n', 'utf16le') },
      ['archivo: The file is not text in UTF-8: save it as "CSV UTF-8".'],
    ],
    [
      'a workbook',
      { file: Buffer.from('PK\x03\x04\x00\x00') },
      [
        'archivo: The file is a workbook, not CSV: open it, choose "Save as" and the type "CSV UTF-8 (comma delimited)", and send that file.',
      ],
    ],
    [
      'a web page',
      { file: '\ufeff\n<!DOCTYPE html><html><body>Sign in</body></html>' },
      [
        'archivo: The file is a web page (HTML), not CSV: give the address of the file itself, or save it as "CSV UTF-8".',
      ],
    ],
    ['JSON', { file: '[{"phone":"593987654321"}]' }, ['archivo: The file is JSON, not CSV: save it as "CSV UTF-8".']],
    [
      'prose',
      { file: 'Lista de clientes\nFavor llamar a todos\nGracias\n' },
      [
        'archivo: The file is text without a table of phones: its first column must hold the phone numbers, below a header.',
      ],
    ],
    [
      'a gzip that is cut',
      { file: gzipSync(csv.repeat(50)).subarray(0, 60) },
      ['archivo: The compressed file could not be unpacked.'],
    ],
    [
      'UTF-16 cut within a character',
      { file: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv, 'utf16le').subarray(0, -1)]) },
      ['archivo: The file is not text in UTF-8: save it as "CSV UTF-8".'],
    ],
    [
      'a placeholder that no column fills',
      { fields: { actions: '{"storeParams":{"saldo":"{{saldo actual}}"}}' } },
      ['request: The file has no column saldo actual; it has: phone, nombre, pedido'],
    ],
    [
      'a file cut within a character',
      { file: Buffer.from('phone,nombre,pedido\n593987654321,Jos\xc3', 'latin1') },
      ['archivo: The file is not text in UTF-8: save it as "CSV UTF-8".'],
    ],
    [
      'an empty file',
      { file: '' },
      [
        'archivo: The first row of the file must be a header that names the columns: this one begins with a phone number or cannot be read.',
      ],
    ],
    [
      'a file without a header',
      { file: '593987654321,Ana,A-1\n' },
      [
        'archivo: The first row of the file must be a header that names the columns: this one begins with a phone number or cannot be read.',
      ],
    ],
    ['a header alone', { file: 'phone,nombre,pedido\n\n' }, ['archivo: The file has no row below its header.']],
    [
      'too few columns',
      { file: 'phone,nombre\n593987654321,Ana\n' },
      [
        'archivo: The number of parameters is incorrect. The body of template greeting takes 2 parameters; 1 were given.',
      ],
    ],
    [
      'a column that is not there',
      { fields: { params: '[{"param":1,"column":"nombre"},{"param":2,"column":"orden"}]' } },
      ['params: The file has no column orden; it has: phone, nombre, pedido'],
    ],
    [
      'what the template has no place for',
      { fields: { mediaUrl: 'https://cdn.ejemplo.com/a.jpg' } },
      ['mediaUrl: The template greeting has no place for mediaUrl.'],
    ],
    [
      'a schedule in the past',
      { fields: { scheduledAt: '2023-11-07T05:31:56Z' } },
      ['scheduledAt: The scheduledAt field must be in the future.'],
    ],
    [
      'a name that is missing',
      { fields: { campaignName: ' ' } },
      ['campaignName: The campaignName field must not be empty.'],
    ],
  ]
  for (const [name, asked, reasons] of refusals) {
    test(`${name} is refused, and no file stays`, async () => {
      const { status, json } = await upload(asked)
      assert.equal(status, 422, JSON.stringify(json))
      assert.deepEqual(reasonsOf(json), reasons)
      await onlyTheirFiles()
    })
  }

  test('a file over the limit is 413', async () => {
    const { status, json } = await upload({ file: `phone,a,b\n${'x'.repeat(100_001)}` })
    assert.deepEqual([status, json.error.key], [413, 'BODY_TOO_LARGE'])
    await onlyTheirFiles()
  })

  for (const [form, file] of Object.entries({
    'UTF-16 little endian with its mark': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv, 'utf16le')]),
    'UTF-16 big endian with its mark': Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(csv, 'utf16le').swap16()]),
    gzip: gzipSync(csv),
    'lone CR': csv.replaceAll(/\r?\n/g, '\r'),
    'sep= in quotes': `"sep=,"\r\n${csv}`,
  })) {
    test(`${form} is read like the plain file`, async () => {
      const { status, json } = await upload({ file })
      assert.equal(status, 200, JSON.stringify(json))
      assert.deepEqual(json.data.columns, ['phone', 'nombre', 'pedido'])
    })
  }

  test('a file without a header is recognised by what its first cell has left of a phone', async () => {
    for (const cell of [
      '593 96 600 0014',
      '="593966000014"',
      "'593966000014",
      '593966000014.0',
      '"5,9E+11"',
      '0966000014',
    ]) {
      const { status, json } = await upload({ file: `${cell},Ana,A-1\n593987654321,Eva,A-2\n` })
      assert.equal(status, 422, cell)
      assert.match(reasonsOf(json).join(), /must be a header/)
    }
  })

  test('a byte order mark, semicolons and CRLF are accepted', async () => {
    const { status, json } = await upload({ file: '\ufeffphone;nombre;pedido\r\n593987654321;Ana;A-1\r\n' })
    assert.equal(status, 200)
    assert.deepEqual(json.data.columns, ['phone', 'nombre', 'pedido'])
  })

  test('an unknown template is the documented 400', async () => {
    const { status, json } = await upload({ fields: { elementName: 'nada' } })
    assert.equal(status, 400)
    assert.deepEqual(json.message, ['Template does not exist'])
    assert.equal(json._metadata.body.elementName, 'nada')
  })

  test("an unknown bot is 404, another client's 403, no credentials 401", async () => {
    assert.equal((await upload({ fields: { botId: 'none' } })).status, 404)
    const forbidden = await upload({ auth: otherBot })
    assert.deepEqual([forbidden.status, forbidden.json.error.key], [403, 'FORBIDDEN_BOT'])
    assert.equal((await upload({ auth: 'Basic bm8=' })).status, 401)
  })

  test('a JSON request requires the address of the file', async () => {
    const answer = await http.inject('POST', '/v1/hsm/file', { body: minimal })
    assert.deepEqual(reasonsOf(answer.json), ['fileUrl: The fileUrl field is required.'])
  })

  test('an unknown form field is refused with a suggestion, or reported', async () => {
    for (const [field, meant] of [
      ['scheduleAt', /it should be scheduledAt\./],
      ['sendAt', /it should be scheduledAt\./],
      ['media_url', /it should be mediaUrl\./],
      ['destinations', /POST .v2.whatsapp/],
    ] as const) {
      const { status, json } = await upload({ fields: { [field]: '2027-06-01T10:00:00Z' } })
      assert.equal(status, 422, field)
      assert.deepEqual(Object.keys(json.validationError), [field])
      assert.match(json.validationError[field][0].en, meant)
    }
    const reported = await upload({
      url: '/v1/campaigns/preview',
      fields: { tracking: 'x', params: '[{"param":1,"column":"nombre","nota":"x"},{"param":2,"column":"pedido"}]' },
    })
    assert.deepEqual([reported.status, reported.headers['recado-ignored']], [200, 'tracking, params.0.nota'])
    const both = await upload({ fields: { fileUrl: 'https://allowed.example/a.csv' } })
    assert.deepEqual([both.status, Object.keys(both.json.validationError)], [422, ['fileUrl']])
    await onlyTheirFiles()
  })

  test('a form with two files is 400', async () => {
    const form = new FormData()
    for (const name of ['a', 'b']) form.append(name, new Blob([csv]), `${name}.csv`)
    const payload = form as unknown as string
    const headers = { authorization: anyBot }
    const answer = await http.app.inject({ method: 'POST', url: '/v1/hsm/file', headers, payload })
    assert.equal(answer.statusCode, 400, answer.body)
    await onlyTheirFiles()
  })

  test('a broken form is 400', async () => {
    const headers = { authorization: anyBot, 'content-type': 'multipart/form-data; boundary=x' }
    const payload = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nphone'
    const answer = await http.app.inject({ method: 'POST', url: '/v1/hsm/file', headers, payload })
    assert.equal(answer.statusCode, 400, answer.body)
    await onlyTheirFiles()
  })
})

describe('POST /v1/campaigns/preview', () => {
  test('shows what would be sent, and sends nothing', async () => {
    const campaigns = (await http.store.activeCampaigns(http.now.at)).length
    const file = `${csv}5215512345678,"Eva ""La"" O'Neil",A-3\n+593987654321,Ana,A-4\n593987654324,,A-5\n`
    const { status, json } = await upload({ url: '/v1/campaigns/preview', file })
    assert.equal(status, 200, JSON.stringify(json))
    const { samples, problems, ...data } = json.data
    assert.deepEqual(data, {
      fileName: 'lista.CSV',
      columns: ['phone', 'nombre', 'pedido'],
      notices: [],
      rows: 5,
      checkedRows: 5,
      good: 3,
      bad: 1,
      repeated: 1,
      cost: {
        category: 'UTILITY',
        countries: [
          { country: 'EC', rows: 2 },
          { country: 'MX', rows: 1 },
        ],
        estimate: data.cost.estimate,
      },
      spread: {
        ...{ tier: null, quality: null, percent: 100, perDay: null, perSecond: 80, used: 0, room: null, ahead: 0 },
        ...{ days: 1, parts: [{ at: new Date(http.now.at).toISOString(), rows: 3 }] },
      },
    })
    const { currency, withoutRate, assumptions } = data.cost.estimate
    assert.deepEqual([currency, withoutRate, assumptions[0].id], [null, 3, 'no_card'])
    assert.deepEqual(samples[2], {
      line: 4,
      destination: '5215512345678',
      message: { body: `Hola Eva "La" O'Neil, tu pedido A-3 salió.`, buttons: [] },
    })
    assert.deepEqual(
      problems.map(({ line, reasons }: { line: number; reasons: { field: string; en: string }[] }) => [
        line,
        reasons[0]?.field,
        reasons[0]?.en,
      ]),
      [
        [5, 'destination', 'The destination is already in line 2: it gets one message.'],
        [6, 'nombre', 'The nombre field must not be empty.'],
      ],
    )
    assert.equal((await http.store.activeCampaigns(http.now.at)).length, campaigns)
    await onlyTheirFiles()
  })

  test('refuses what the upload refuses', async () => {
    const { status, json } = await upload({ url: '/v1/campaigns/preview', file: 'phone,a\n593987654321,b\n' })
    assert.equal(status, 422)
    assert.ok(json.validationError.archivo)
  })
})

describe('existing campaigns', () => {
  test('the list has the documented shape, its filters and pages', async () => {
    const { json: made } = await upload({ fields: { campaignName: 'Navidad', scheduledAt: '2027-11-07T05:31:56Z' } })
    const day = new Date(http.now.at).toISOString().slice(0, 10)
    const { status, json } = await http.inject('GET', `/v1/campaigns?botId=demo&startAt=${day}&endAt=${day}&limit=1`)
    assert.equal(status, 200, JSON.stringify(json))
    const total = json.pagination.total
    assert.deepEqual(json.pagination, { page: 1, limit: 1, offset: 0, total, totalPages: total })
    const at = new Date(http.now.at).toISOString()
    assert.deepEqual(json.results, [
      {
        _id: made.campaignId,
        name: 'Navidad',
        fileName: 'lista.CSV',
        status: 'PENDING',
        botId: 'demo',
        companyId: 'client_all',
        bot: { id: 'demo', name: 'Your Bot' },
        company: { id: 'client_all', name: 'All' },
        rowCount: 0,
        storageUrl: `https://recado.example/v1/campaigns/${made.campaignId}/report`,
        metadata: { elementName: 'greeting', badCount: 0, repeatedCount: 0, suppressedCount: 0, error: null },
        sendBy: { id: 'client_all', names: 'All', email: null, companyId: 'client_all' },
        scheduledAt: '2027-11-07T05:31:56.000Z',
        createdAt: at,
        updatedAt: at,
      },
    ])
    const totalOf = async (query: string) =>
      (await http.inject('GET', `/v1/campaigns?botId=demo&${query}`)).json.pagination.total
    assert.equal(await totalOf('status=COMPLETED'), 0)
    assert.equal(await totalOf('status=PENDING'), total)
    assert.equal(await totalOf('elementName=nada'), 0)
    assert.equal(await totalOf('startAt=2099-01-01'), 0)
  })

  test('a missing or misspelt query parameter is named', async () => {
    const of = async (query: string) =>
      Object.keys((await http.inject('GET', `/v1/campaigns${query}`)).json.validationError)
    assert.deepEqual(await of(''), ['botId'])
    assert.deepEqual(await of('?botId=demo&status=NADA'), ['status'])
    assert.deepEqual(await of('?botId=demo&startAt=ayer'), ['startAt'])
  })

  test('only clients with access to the bot may see or change a campaign', async () => {
    const { json } = await upload({})
    const base = `/v1/campaigns/${json.campaignId}`
    const calls = [
      ['GET', base],
      ['GET', `${base}/report`],
      ...['pause', 'resume', 'cancel', 'retry'].map((action) => ['POST', `${base}/${action}`]),
      ['GET', '/v1/campaigns?botId=demo'],
    ] as ['GET' | 'POST', string][]
    for (const [method, url] of calls) {
      const refused = await http.inject(method, url, { auth: otherBot })
      assert.equal(refused.status, 403, `${method} ${url}`)
    }
    const missing = await http.inject('GET', '/v1/campaigns/cmp_none')
    assert.deepEqual([missing.status, missing.json.error.key], [404, 'CAMPAIGN_NOT_FOUND'])
  })

  test('a file name and values that spreadsheets would evaluate as formulas are harmless in the report', async () => {
    const { json } = await upload({})
    const campaign = await http.store.campaign(json.campaignId)
    const reasons = [{ path: '=1+1', rule: 'empty' as const }]
    await http.store.importCampaignRows(
      campaign?.seq ?? 0,
      [{ line: 2, destination: '=2+2', values: [], reasons }],
      2,
      1,
    )
    const { text, headers } = await http.inject('GET', `/v1/campaigns/${json.campaignId}/report`)
    assert.match(text, /\r\n2,'=2\+2,bad,/)
    assert.match(String(headers['content-disposition']), /^attachment/)
  })
})

describe('rows that would not be sent, as a file', () => {
  const file = [
    'phone,nombre,pedido',
    '593987654321,Ana,A-1',
    ',Eva,"A, 2"',
    '+593 98 765 4321,Ana,=1+1',
    '593987654322,"open,A-3',
    '593987654323,Luis,A-4',
  ].join('\n')

  test('each with line and reason before the row as it stands, in the language and for the spreadsheet asked for', async () => {
    const form = (url: string, headers: Record<string, string>) => {
      const body = new FormData()
      for (const [key, value] of Object.entries(minimal)) body.append(key, value)
      body.append('file', new Blob([file]), 'lista.csv')
      const payload = body as unknown as string
      return http.app.inject({ method: 'POST', url, headers: { authorization: anyBot, ...headers }, payload })
    }
    const answer = await form('/v1/campaigns/preview?format=csv&separator=,', { 'accept-language': 'es' })
    assert.equal(answer.statusCode, 200)
    assert.match(String(answer.headers['content-type']), /^text\/csv/)
    const rows = parse(answer.body, { bom: true, relax_column_count: true }) as string[][]
    assert.deepEqual(rows, [
      ['line', 'reason', 'phone', 'nombre', 'pedido'],
      ['3', 'Falta el número de teléfono.', '', 'Eva', 'A, 2'],
      ['4', 'El destino ya está en la línea 2: se envía una sola vez.', "'+593 98 765 4321", 'Ana', "'=1+1"],
      ['5', 'Las comillas de la fila no se cierran, o hay texto después de ellas en la celda.', ''],
    ])
    assert.match(
      (await form('/v1/campaigns/preview?format=csv', { 'accept-language': 'es' })).body,
      /^\ufeffline;reason;/,
    )
    for (const wrong of ['format=xml', 'separator=x'])
      assert.equal((await form(`/v1/campaigns/preview?${wrong}`, {})).statusCode, 422, wrong)
    await onlyTheirFiles()
  })
})

describe('what names no failure and nobody', () => {
  async function campaignId(): Promise<string> {
    const { status, json } = await upload({})
    assert.equal(status, 200, JSON.stringify(json))
    return String(json.campaignId)
  }

  /** Names of what every object has are codes of nothing. */
  test('a retry of codes that no failure has sends nothing, and one of an unknown field is refused', async () => {
    const id = await campaignId()
    for (const code of ['constructor', '__proto__', 'toString', '131026']) {
      const body = { errorCodes: [code] }
      const { status, json } = await http.inject('POST', `/v1/campaigns/${id}/retry`, { body })
      assert.deepEqual([status, json.data?.retried], [200, 0], code)
    }
    const { status } = await http.inject('POST', `/v1/campaigns/${id}/retry`, { body: { codes: ['131026'] } })
    assert.equal(status, 422)
  })

  test('a person without digits is refused, and is not everybody', async () => {
    const id = await campaignId()
    for (const person of ['%2B', '-', '%20', '().']) {
      const { status } = await http.inject('GET', `/v1/campaigns/${id}/people?person=${person}`)
      assert.equal(status, 422, person)
    }
  })
})
