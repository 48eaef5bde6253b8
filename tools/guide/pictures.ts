/**
 * `npm run guide:pictures`: the pictures of the guide. Runs the blocks of the English pages against a gateway with its
 * sandbox and takes what the phone shows after each block that a picture follows; pictures that no page shows any more
 * are removed.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startBrowser } from '../../test/support/browser.ts'
import { rootPath } from '../../test/support/documents.ts'
import { adminToken, type Gateway, person, startGateway } from '../../test/support/gateway.ts'
import { type GuideBlock, guideBlocks, guidePages, readGuidePage } from '../../test/support/guide.ts'
import { openGuideShell, purposeOf } from '../../test/support/guide-shell.ts'

const folder = join(rootPath, 'guide', 'public', 'pictures')
const number = '100000000000001'
const width = 390
/** Of the phone above and below a message. */
const margin = 10
const quality = 0.82
const maxBytes = 25_000

const { browser, close } = await startBrowser()
const gateway = await startGateway()
const taken = new Set<string>()
try {
  const context = await browser.newContext({
    viewport: { width, height: 844 },
    locale: 'es-EC',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  for (const name of guidePages('en')) {
    const blocks = guideBlocks(readGuidePage('en', name)).filter((block) => purposeOf(block) === 'run')
    if (blocks.some(({ picture }) => picture !== undefined)) await takePictures(page, blocks)
  }
} finally {
  await close()
  await gateway[Symbol.asyncDispose]()
}
for (const name of readdirSync(folder)) if (!taken.has(name)) rmSync(join(folder, name))

async function takePictures(page: Page, blocks: readonly GuideBlock[]): Promise<void> {
  const shell = openGuideShell(gateway, { RECADO_ADMIN_TOKEN: adminToken })
  try {
    for (const { text, picture } of blocks) {
      if (picture !== undefined) await gateway.control('POST', '/_sandbox/reset')
      const { code, output } = await shell.run(text)
      if (code !== 0) throw new Error(`${text}\n${output}`)
      if (picture === undefined || taken.has(picture)) continue
      writeFileSync(join(folder, picture), await pictureOfLast(page, gateway))
      taken.add(picture)
      process.stdout.write(`${picture}\n`)
    }
  } finally {
    shell.end()
  }
}

/** The last message on the phone once it was read, as WebP. */
async function pictureOfLast(page: Page, { sandboxUrl, phoneUntil }: Gateway): Promise<Buffer> {
  const messages = await phoneUntil((all) => all.at(-1)?.status === 'read')
  await page.goto(`${sandboxUrl}/#chat=${number}.${person}`)
  await page.reload()
  const row = page.locator('.message', { has: page.locator(`[id="${messages.at(-1)?.wamid}"]`) })
  await row.waitFor()
  await row.scrollIntoViewIfNeeded()
  await page.evaluate(waitForPictures)
  const box = await row.boundingBox()
  if (box === null) throw new Error('the message is not shown')
  const clip = { x: 0, y: Math.max(0, box.y - margin), width, height: box.height + 2 * margin }
  return inWebp(page, await page.screenshot({ clip }))
}

/** Runs in the page. */
async function waitForPictures(): Promise<void> {
  const { document } = globalThis as unknown as { document: { images: Iterable<{ decode(): Promise<void> }> } }
  await Promise.all([...document.images].map((image) => image.decode().catch(() => {})))
}

async function inWebp(page: Page, png: Buffer): Promise<Buffer> {
  const address = await page.evaluate(toWebp, [png.toString('base64'), quality] as const)
  const bytes = Buffer.from(address.slice(address.indexOf(',') + 1), 'base64')
  if (bytes.length > maxBytes) throw new Error(`a picture has ${bytes.length} bytes`)
  return bytes
}

/** Runs in the page, whose browser writes WebP. */
async function toWebp([base64, webpQuality]: readonly [string, number]): Promise<string> {
  const { createImageBitmap, document } = globalThis as unknown as PageGlobals
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  const image = await createImageBitmap(new Blob([bytes]))
  const canvas = document.createElement('canvas')
  canvas.width = image.width
  canvas.height = image.height
  canvas.getContext('2d').drawImage(image, 0, 0)
  return canvas.toDataURL('image/webp', webpQuality)
}

/** The few parts of the browser that are used; the script itself is not compiled for one. */
type PageGlobals = {
  createImageBitmap(blob: Blob): Promise<{ width: number; height: number }>
  document: {
    createElement(name: 'canvas'): {
      width: number
      height: number
      getContext(kind: '2d'): { drawImage(image: object, x: number, y: number): void }
      toDataURL(type: string, quality: number): string
    }
  }
}
