/**
 * A real Chromium for the browser tests, from the dev dependency @sparticuz/chromium alone: its binary, NSS libraries
 * and fonts are unpacked once into node_modules/.cache, shared by all test files. A run's profile and font cache go to
 * a folder that is removed when the browser closes. RECADO_TEST_CHROMIUM is the path of another browser.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'

export type TestBrowser = { browser: Browser; close(): Promise<void> }

const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url))
const packaged = join(modules, '@sparticuz/chromium')

const flags = [
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--mute-audio',
  '--no-pings',
]

export async function startBrowser(): Promise<TestBrowser> {
  const own = process.env.RECADO_TEST_CHROMIUM
  const folder = unpackedChromium()
  const home = mkdtempSync(join(tmpdir(), 'recado-browser-'))
  writeFileSync(join(home, 'fonts.conf'), fontsConf(join(folder, 'fonts'), join(home, 'font-cache')))
  const browser = await chromium
    .launch({
      executablePath: own || join(folder, 'chromium'),
      args: flags,
      chromiumSandbox: false,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: home,
        TMPDIR: home,
        XDG_CACHE_HOME: home,
        XDG_CONFIG_HOME: home,
        FONTCONFIG_FILE: join(home, 'fonts.conf'),
        ...(own ? {} : { LD_LIBRARY_PATH: join(folder, 'lib') }),
      },
    })
    .catch((error: unknown) => {
      rmSync(home, { recursive: true, force: true })
      throw error
    })
  return {
    browser,
    async close() {
      await browser.close()
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/**
 * The folder with chromium, lib/ and fonts/. Two files may unpack at once: each into its own folder; the first to
 * finish renames it into place.
 */
export function unpackedChromium(): string {
  const { version } = JSON.parse(readFileSync(join(packaged, 'package.json'), 'utf8')) as { version: string }
  const folder = join(modules, '.cache', `recado-chromium-${version}`)
  if (existsSync(folder)) return folder
  const beside = `${folder}.${process.pid}`
  mkdirSync(beside, { recursive: true })
  writeFileSync(join(beside, 'chromium'), inflated('chromium.br'))
  chmodSync(join(beside, 'chromium'), 0o755)
  for (const archive of ['al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']) untar(inflated(archive), beside)
  try {
    renameSync(beside, folder)
  } catch (error) {
    rmSync(beside, { recursive: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

function inflated(name: string): Buffer {
  return brotliDecompressSync(readFileSync(join(packaged, 'bin', name)))
}

/**
 * Plain files of a ustar archive: a block of 512 bytes with name, mode and size in octal, then the bytes in whole
 * blocks.
 */
function untar(archive: Buffer, into: string): void {
  const field = (at: number, length: number) => archive.toString('latin1', at, at + length).split('\0', 1)[0] ?? ''
  for (let at = 0; archive[at] !== undefined && archive[at] !== 0; ) {
    const size = Number.parseInt(field(at + 124, 12), 8)
    const isFile = ['0', ''].includes(field(at + 156, 1))
    const path = join(into, field(at, 100))
    if (isFile) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, archive.subarray(at + 512, at + 512 + size), { mode: Number.parseInt(field(at + 100, 8), 8) })
    }
    at += 512 + Math.ceil(size / 512) * 512
  }
}

/** Includes the machine's own fonts, if any, for emoji and other scripts. */
function fontsConf(fonts: string, cache: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <cachedir>${cache}</cachedir>
</fontconfig>
`
}
