/** What a start warns of: a sandbox that others reach, and addresses that others do not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bannerOf, factsOf } from '../../src/cli/banner.ts'

const sandbox = { url: 'http://127.0.0.1:3001' }
const app = { url: 'http://127.0.0.1:3000', firstSignIn: undefined, newAdminToken: undefined, sandbox: undefined }
const settings = { host: '127.0.0.1', publicUrl: undefined, dataDir: './data', hold: false }

const warned = (started: Parameters<typeof factsOf>[0], config: Parameters<typeof factsOf>[1]) => {
  const { warning } = factsOf(started, config)
  const shown = bannerOf(started, config)
  assert.equal(shown.includes('WARNING'), warning !== undefined, 'terminal and log say the same')
  return warning ?? ''
}

test('without a public address bots would be told one of this machine: said in production, and not at a first try', () => {
  assert.match(warned(app, settings), /RECADO_PUBLIC_URL is not set.* http:\/\/127\.0\.0\.1:3000/)
  assert.equal(warned({ ...app, sandbox }, settings), '')
  assert.equal(warned(app, { ...settings, publicUrl: 'https://recado.example.com' }), '')
})

test('a sandbox that listens beyond this machine has both warnings, and the address ends one of them', () => {
  const open = { ...settings, host: '0.0.0.0' }
  assert.match(warned({ ...app, sandbox }, open), /no authentication.*; RECADO_PUBLIC_URL is not set/)
  const told = warned({ ...app, sandbox }, { ...open, publicUrl: 'https://recado.example.com' })
  assert.match(told, /no authentication/)
  assert.doesNotMatch(told, /RECADO_PUBLIC_URL/)
})
