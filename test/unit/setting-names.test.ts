/** Names in the environment that are no settings: which stop the start, and which are ignored with a warning. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig, settings } from '../../src/config/config.ts'
import { evaluateNames } from '../../src/config/names.ts'

const evaluate = (env: Record<string, string>) => evaluateNames(env, settings)

test('a name that resembles a setting is refused, with the likely one', () => {
  const slips: Record<string, string> = {
    RECADO_PROT: 'RECADO_PORT',
    RECADO_POR: 'RECADO_PORT',
    RECADO_HOTS: 'RECADO_HOST',
    RECADO_LOGLEVEL: 'RECADO_LOG_LEVEL',
    RECADO_DATADIR: 'RECADO_DATA_DIR',
    RECADO_SANDOX_PORT: 'RECADO_SANDBOX_PORT',
    RECADO_PUBLIC_ULR: 'RECADO_PUBLIC_URL',
    RECADO_CLIENT_IDS: 'RECADO_CLIENT_ID',
    RECADO_DATABASE_URI: 'RECADO_DATABASE_URL',
    RECADO_WEBHOOK_TIMEOUT: 'RECADO_WEBHOOK_TIMEOUT_MS',
  }
  for (const [name, meant] of Object.entries(slips)) {
    const { problems, warnings } = evaluate({ [name]: '1' })
    assert.deepEqual(problems, [`${name} is not a known setting; did you mean ${meant}?`])
    assert.deepEqual(warnings, [])
  }
})

test('every setting with two letters swapped or one left out is refused, with a setting that exists', () => {
  for (const name of Object.keys(settings)) {
    const at = name.length - 2
    const swapped = name.slice(0, at) + name[at + 1] + name[at]
    for (const slip of [swapped, name.slice(0, at) + name.slice(at + 1)]) {
      if (slip in settings) continue
      const [problem = '', ...others] = evaluate({ [slip]: '1' }).problems
      const [, meant = ''] = /did you mean (RECADO_\w+)\?$/.exec(problem) ?? []
      assert.deepEqual([meant in settings, others], [true, []], `${slip}: ${problem}`)
    }
  }
})

test("a caller's names, and those that resemble none, are ignored with one warning", () => {
  const callers = ['URL', 'CLIENT', 'SANDBOX_URL', 'WEBHOOK_SECRET', 'TOKEN', 'KEY', 'API_KEY', 'BOT', 'BOT_ID', 'HOME']
  const env = Object.fromEntries([...callers, 'NOTHING_LIKE_IT', 'X'.repeat(500)].map((name) => [`RECADO_${name}`, '']))
  const { problems, warnings, ignored } = evaluate({ ...env, NOT_OURS: '1' })
  assert.deepEqual([problems, [...ignored]], [[], []])
  assert.deepEqual(warnings, [`not a known setting, and ignored: ${Object.keys(env).join(', ')}`])
})

/** As Kubernetes writes them for a Service with two ports, one of them named. */
function injectedFor(service: string): Record<string, string> {
  const name = service.toUpperCase().replaceAll('-', '_')
  return {
    [`${name}_SERVICE_HOST`]: '10.0.171.239',
    [`${name}_SERVICE_PORT`]: '80',
    [`${name}_SERVICE_PORT_HTTP`]: '80',
    [`${name}_PORT`]: 'tcp://10.0.171.239:80',
    [`${name}_PORT_80_TCP`]: 'tcp://10.0.171.239:80',
    [`${name}_PORT_80_TCP_PROTO`]: 'tcp',
    [`${name}_PORT_80_TCP_PORT`]: '80',
    [`${name}_PORT_80_TCP_ADDR`]: '10.0.171.239',
    [`${name}_PORT_53_UDP_ADDR`]: '10.0.171.239',
  }
}

test("Kubernetes' variables of a Service are ignored with one warning, also where they bear the name of a setting", () => {
  for (const service of ['recado', 'recado-sandbox', 'recado-ops', 'recado-web-2']) {
    const env = injectedFor(service)
    const { problems, warnings } = evaluate(env)
    assert.deepEqual([problems, warnings.length], [[], 1], service)
    for (const name of Object.keys(env)) assert.ok(warnings[0]?.includes(name), name)
  }
  const loaded = loadConfig({ ...injectedFor('recado'), ...injectedFor('recado-ops'), RECADO_HOST: '0.0.0.0' })
  assert.ok(loaded.ok)
  assert.deepEqual([loaded.config.port, loaded.config.opsPort, loaded.config.host], [3000, undefined, '0.0.0.0'])
  assert.equal(loaded.warnings.length, 1)
})

test('a port that is neither a number nor an address of theirs is still wrong', () => {
  for (const value of ['tcp', 'http://10.0.0.1:80', 'x://1'])
    assert.equal(loadConfig({ RECADO_PORT: value }).ok, false, value)
})
