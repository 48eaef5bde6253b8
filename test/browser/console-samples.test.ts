/** The sample of a template's header in a real browser: a file that is dropped goes to Meta, and no address is needed. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type ConsoleSite, refuseFindings, startConsole, whenLoaded } from '../support/console.ts'

/** One pixel. */
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** As from another program: what a page makes up itself is no file of a person's. */
async function drop(page: Page, path: string): Promise<void> {
  const place = page.locator('.drop')
  await place.scrollIntoViewIfNeeded()
  const box = await place.boundingBox()
  assert.ok(box)
  const at = { x: box.x + 5, y: box.y + 5, data: { items: [], files: [path], dragOperationsMask: 1 } }
  const session = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...at })
  await session.detach()
}

describe('samples of a template', () => {
  let site: ConsoleSite
  before(async () => {
    site = await startConsole()
  })
  after(async () => {
    rmSync(folder, { recursive: true })
    await site?.[Symbol.asyncDispose]()
  })
  const folder = mkdtempSync(join(tmpdir(), 'recado-samples-'))
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }

  test('a dropped picture becomes the sample; a file that the header does not take is refused with its type', async () => {
    // Who writes templates need not answer people.
    const writer = await site.invite('Mar', [{ role: 'marketing', bots: ['demo'] }])
    await site.gateway.control('PUT', '/_sandbox/review', { mode: 'instant' })
    const page = await site.open('/templates/new', { as: writer })
    await whenLoaded(page, 'Plantilla nueva')
    await page.getByRole('textbox', { name: 'Nombre', exact: true }).fill('con_foto')
    await page.getByRole('textbox', { name: 'Idioma' }).fill('es')
    await page.getByRole('textbox', { name: 'Texto', exact: true }).fill('Mire lo que llegó a la tienda hoy.')
    await page.getByRole('button', { name: /Tipo$/ }).first().click()
    await page.getByRole('option', { name: 'Imagen' }).click()
    await drop(page, file('lista.pdf', '%PDF-1.4\n%%EOF\n'))
    await page.getByRole('alert').filter({ hasText: 'application/pdf' }).waitFor()
    await drop(page, file('foto.png', Buffer.from(png, 'base64')))
    await page.getByText('foto.png es la muestra').waitFor()
    await refuseFindings(page)
    await page.getByRole('button', { name: 'Enviar a Meta' }).click()
    await page.waitForURL(`${site.gateway.url}/templates/demo/con_foto`)
    await whenLoaded(page, 'con_foto')
    const { body } = await site.gateway.control('GET', '/_sandbox/templates')
    const made = (body as unknown as { name: string; components: { type: string; example?: object }[] }[]).find(
      ({ name }) => name === 'con_foto',
    )
    const [header] = made?.components ?? []
    assert.equal(header?.type, 'HEADER')
    assert.ok(header.example, 'it has a sample')
    await site.close(page)
  })
})
