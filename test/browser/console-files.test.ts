/** Fields for files: what cannot be taken says so before it leaves, and what is refused, both with a code and a link. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { fileRules } from '../../console/src/kit/file-check.ts'
import { mediaRules } from '../../src/model/media/media.ts'
import { type ConsoleSite, refuseFindingsInThemes, startConsole } from '../support/console.ts'
import { isLinked, refusal } from '../support/console-walk.ts'
import { eventually, person } from '../support/gateway.ts'
import { read } from '../support/page-reading.ts'

type Chosen = { name: string; mimeType: string; buffer: Buffer }

const fileOf = (name: string, mimeType: string, content: string | Buffer): Chosen => ({
  name,
  mimeType,
  buffer: Buffer.from(content),
})

test('the console knows the bounds of the gateway', () => {
  assert.equal(fileRules.image.mostBytes, mediaRules.image.maxBytes)
  assert.deepEqual(fileRules.image.types, mediaRules.image.mimeTypes)
  assert.equal(fileRules.video.mostBytes, mediaRules.video.maxBytes)
  assert.equal(fileRules.sample.mostBytes, mediaRules.video.maxBytes)
  assert.equal(fileRules.attached.mostBytes, mediaRules.file.maxBytes)
  for (const type of fileRules.video.types) assert.ok(mediaRules.video.mimeTypes.includes(type), type)
})

describe('a file that cannot be taken', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
    await site.gateway.simulateInbound({ type: 'text', text: 'Hola' })
  })
  after(() => site?.[Symbol.asyncDispose]())

  /** Chooses it in the first field of its page, and reads what is said. */
  async function refusedFor(page: Page, file: Chosen, code: string): Promise<string> {
    await page.locator('main input[type=file]').first().setInputFiles(file)
    const told = await eventually(async () => {
      const { failures } = await read(page)
      return failures.find((one) => one.code.startsWith(code))
    }, `${page.url()} says ${code}`)
    assert.ok(isLinked(told.links, 'es'), code)
    assert.ok(told.text.startsWith(`${file.name}: `), told.text)
    return told.text
  }

  const cases: { name: string; address: string; files: [file: Chosen, code: string, says: RegExp][] }[] = [
    {
      name: 'people of a campaign',
      address: '/campaigns/new?bot=demo&template=demo_text&language=es',
      files: [
        [fileOf('vieja.xls', '', Buffer.of(0xd0, 0xcf, 0x11, 0xe0)), 'FILE_OLD_EXCEL', /\.xlsx o CSV/],
        [fileOf('rota.xlsx', '', 'PK\u0003\u0004'), 'FILE_WORKBOOK', /Guárdelo de nuevo/],
        [fileOf('nada.csv', 'text/csv', ''), 'FILE_EMPTY', /Elija otro/],
        [fileOf('solo.csv', 'text/csv', 'telefono\n'), 'FILE_NO_ROWS', /una persona por fila/],
      ],
    },
    {
      name: 'the picture of a profile',
      address: '/numbers/demo',
      files: [
        [fileOf('foto.gif', 'image/gif', 'GIF89a'), 'FILE_TYPE', /image\/gif.*image\/png/],
        [fileOf('foto.png', 'image/png', Buffer.alloc(6 * 1024 * 1024)), 'FILE_SIZE', /6 MB.*5 MB/],
        [fileOf('foto.png', 'image/png', 'PNG'), 'R4221', /./],
      ],
    },
    {
      name: 'a message',
      address: `/conversations/demo/${person}`,
      files: [
        [fileOf('vacía.txt', 'text/plain', ''), 'FILE_EMPTY', /Elija otro/],
        [fileOf('nota.txt', 'text/plain', 'Hola'), 'R4221', /./],
      ],
    },
  ]

  for (const { name, address, files } of cases)
    test(`of ${name}`, async () => {
      const page = await site.open(address, {
        prepare: async (one) => {
          await one.route(/\/(?:files(?:\?|$)|profile\/picture)/, (route) =>
            route.request().method() === 'GET' ? route.fallback() : route.fulfill(refusal('META_REFUSED')),
          )
        },
      })
      await page.locator('main input[type=file]').first().waitFor({ state: 'attached' })
      for (const [file, code, says] of files) assert.match(await refusedFor(page, file, code), says)
      await refuseFindingsInThemes(page)
      await site.close(page)
      if (files.some(([, code]) => code.startsWith('R'))) site.forgive('422')
    })
})
