/** The configuration: defaults, readings, refusals and settings that depend on each other. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Config, loadConfig, type SettingName, settings } from '../../src/config/config.ts'
import { settingsInForce } from '../../src/config/in-force.ts'
import { checkUrl } from '../../src/egress/allow-list.ts'
import { defaultQuotas } from '../../src/model/quota.ts'

function load(env: Record<string, string | undefined>, ...rest: [Partial<Config>?, Record<string, string>?]): Config {
  const loaded = loadConfig(env, ...rest)
  if (!loaded.ok) throw new Error(loaded.problems.join(' '))
  return loaded.config
}

function problems(env: Record<string, string>): string[] {
  const loaded = loadConfig(env)
  return loaded.ok ? [] : loaded.problems
}

test('the defaults are a working configuration', () => {
  const { allowPrivate, written: _, ...config } = load({ PATH: '/bin', HOME: '/root' })
  assert.deepEqual(config, {
    host: '127.0.0.1',
    port: 3000,
    dataDir: './data',
    hold: false,
    sandbox: false,
    sandboxPort: 3001,
    sandboxExposed: false,
    hosts: { any: false, names: new Set(), domains: [] },
    logLevel: 'info',
    reconcileMs: 30_000,
    maxAgeMs: 86_400_000,
    webhookTimeoutMs: 15_000,
    probeTimeoutMs: 10_000,
    storeTimeoutMs: 5_000,
    queueMax: 1_000_000,
    queueMaxPerBot: 100_000,
    quotas: defaultQuotas,
    lagMaxMs: 86_400_000,
    drainMs: 0,
    stopTimeoutMs: 10_000,
    templateSyncMs: 3_600_000,
    numberSyncMs: 21_600_000,
    campaignMaxBytes: 268_435_456,
    ratePerClient: 5_000,
    ratePerAddress: 1_000,
    inAirPerClient: 256,
    uploadsPerClient: 8,
    trustedProxies: [],
    keepMediaMs: 30 * 86_400_000,
    mediaLinkMs: 0,
    keepMessagesMs: 365 * 86_400_000,
    keepAttemptsMs: 30 * 86_400_000,
    keepEventsMs: 30 * 86_400_000,
    keepOffMs: 30 * 86_400_000,
    keepOffEvents: 1_000_000,
    keepCampaignRowsMs: 90 * 86_400_000,
    keepSkillRunsMs: 30 * 86_400_000,
    keepAuditMs: 365 * 86_400_000,
    keepRefusalsMs: 7 * 86_400_000,
    sessionIdleMs: 30 * 60_000,
    sessionMs: 12 * 3_600_000,
    mediaBucketRegion: 'auto',
    ffmpeg: 'ffmpeg',
  })
  assert.equal(checkUrl('http://127.0.0.1/', allowPrivate).ok, false)
})

test('every setting is read', () => {
  const config = load({
    RECADO_HOST: '0.0.0.0',
    RECADO_PORT: '0',
    RECADO_DATA_DIR: '/var/lib/recado',
    RECADO_DATABASE_URL: 'postgres://u:p@db/recado',
    RECADO_CLIENT_ID: 'shop',
    RECADO_CLIENT_SECRET: 'a-secret-of-the-shop',
    RECADO_ADMIN_TOKEN: 'an-operators-own-word-0001',
    RECADO_ADMIN_TOKEN_FORMER: 'an-operators-own-word-0000',
    RECADO_SESSION_IDLE_MS: '60000',
    RECADO_SESSION_MS: '120000',
    RECADO_SECRET_KEY: 'a-key-of-16-or-more',
    RECADO_SECRET_KEY_FORMER: 'a-key-of-16-or-less',
    RECADO_OPS_TOKEN: 'for-those-who-scrape-it',
    RECADO_OPS_PORT: '9100',
    RECADO_HOLD: 'on',
    RECADO_SANDBOX: 'ON',
    RECADO_SANDBOX_EXPOSED: 'on',
    RECADO_HOSTS: 'gw.internal, *.shop.example',
    RECADO_SANDBOX_PORT: '4001',
    RECADO_PUBLIC_URL: 'https://recado.example.com/api/',
    RECADO_ALLOW_PRIVATE: '10.1.0.0/16, bot.internal',
    RECADO_LOG_LEVEL: 'Debug',
    RECADO_LOG_FORMAT: 'Text',
    RECADO_RECONCILE_MS: '500',
    RECADO_MAX_AGE_MS: '60000',
    RECADO_WEBHOOK_TIMEOUT_MS: '1000',
    RECADO_PROBE_TIMEOUT_MS: '2000',
    RECADO_STORE_TIMEOUT_MS: '900',
    RECADO_QUEUE_MAX: '20',
    RECADO_QUEUE_MAX_PER_BOT: '10',
    RECADO_QUOTAS: 'bots=5, skills = 7,',
    RECADO_LAG_MAX_MS: '60000',
    RECADO_DRAIN_MS: '5000',
    RECADO_STOP_TIMEOUT_MS: '0',
    RECADO_TEMPLATE_SYNC_MS: '0',
    RECADO_NUMBER_SYNC_MS: '60000',
    RECADO_CAMPAIGN_MAX_BYTES: '1000000',
    RECADO_RATE_PER_CLIENT: '0',
    RECADO_RATE_PER_ADDRESS: '10',
    RECADO_IN_AIR_PER_CLIENT: '2',
    RECADO_UPLOADS_PER_CLIENT: '3',
    RECADO_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    RECADO_MEDIA_LINK_MS: '300000',
    RECADO_KEEP_MEDIA_MS: '259200000',
    RECADO_KEEP_MESSAGES_MS: '259200001',
    RECADO_KEEP_ATTEMPTS_MS: '259200002',
    RECADO_KEEP_EVENTS_MS: '259200003',
    RECADO_KEEP_OFF_MS: '259200007',
    RECADO_KEEP_OFF_EVENTS: '5000',
    RECADO_KEEP_CAMPAIGN_ROWS_MS: '259200004',
    RECADO_KEEP_SKILL_RUNS_MS: '0',
    RECADO_KEEP_AUDIT_MS: '259200005',
    RECADO_KEEP_REFUSALS_MS: '259200006',
    RECADO_MEDIA_BUCKET_URL: 'https://s3.example.com/files/',
    RECADO_MEDIA_BUCKET_KEY_ID: 'key',
    RECADO_MEDIA_BUCKET_SECRET: 'a-secret-of-the-bucket',
    RECADO_MEDIA_BUCKET_REGION: 'eu-1',
    RECADO_FFMPEG: '/opt/ffmpeg',
  })
  const { allowPrivate, written: _, ...rest } = config
  assert.deepEqual(rest, {
    host: '0.0.0.0',
    port: 0,
    dataDir: '/var/lib/recado',
    databaseUrl: 'postgres://u:p@db/recado',
    clientId: 'shop',
    clientSecret: 'a-secret-of-the-shop',
    adminToken: 'an-operators-own-word-0001',
    formerAdminToken: 'an-operators-own-word-0000',
    formerSecretKey: 'a-key-of-16-or-less',
    sessionIdleMs: 60_000,
    sessionMs: 120_000,
    secretKey: 'a-key-of-16-or-more',
    opsToken: 'for-those-who-scrape-it',
    opsPort: 9_100,
    hold: true,
    sandbox: true,
    sandboxExposed: true,
    hosts: { any: false, names: new Set(['gw.internal']), domains: ['.shop.example'] },
    sandboxPort: 4001,
    publicUrl: 'https://recado.example.com/api',
    logLevel: 'debug',
    logFormat: 'text',
    reconcileMs: 500,
    maxAgeMs: 60_000,
    webhookTimeoutMs: 1_000,
    probeTimeoutMs: 2_000,
    storeTimeoutMs: 900,
    queueMax: 20,
    queueMaxPerBot: 10,
    quotas: { ...defaultQuotas, bots: 5, skills: 7 },
    lagMaxMs: 60_000,
    drainMs: 5_000,
    stopTimeoutMs: 0,
    templateSyncMs: 0,
    numberSyncMs: 60_000,
    campaignMaxBytes: 1_000_000,
    ratePerClient: 0,
    ratePerAddress: 10,
    inAirPerClient: 2,
    uploadsPerClient: 3,
    trustedProxies: ['10.0.0.0/8', '::1'],
    keepMediaMs: 259_200_000,
    mediaLinkMs: 300_000,
    keepMessagesMs: 259_200_001,
    keepAttemptsMs: 259_200_002,
    keepEventsMs: 259_200_003,
    keepOffMs: 259_200_007,
    keepOffEvents: 5_000,
    keepCampaignRowsMs: 259_200_004,
    keepSkillRunsMs: 0,
    keepAuditMs: 259_200_005,
    keepRefusalsMs: 259_200_006,
    mediaBucketUrl: 'https://s3.example.com/files',
    mediaBucketKeyId: 'key',
    mediaBucketSecret: 'a-secret-of-the-bucket',
    mediaBucketRegion: 'eu-1',
    ffmpeg: '/opt/ffmpeg',
  })
  assert.equal(Object.keys(rest).length + 1, Object.keys(settings).length)
  for (const allowed of ['http://10.1.2.3/', 'http://bot.internal/', 'http://localhost/', 'http://[::1]/']) {
    assert.equal(checkUrl(allowed, allowPrivate).ok, true, allowed)
  }
  assert.equal(checkUrl('http://10.2.0.1/', allowPrivate).ok, false)
})

test('a retention below three days, or below the longest wait of a message, is refused; 0 retains for ever', () => {
  const [tooShort = ''] = problems({ RECADO_KEEP_EVENTS_MS: '86400000' })
  assert.match(tooShort, /RECADO_KEEP_EVENTS_MS must be a whole number from 259200000 .* or 0 to keep everything/)
  const wait = { RECADO_MAX_AGE_MS: String(10 * 86_400_000) }
  for (const name of ['RECADO_KEEP_MESSAGES_MS', 'RECADO_KEEP_ATTEMPTS_MS']) {
    assert.match(problems({ ...wait, [name]: String(9 * 86_400_000) }).join(), /must not be below RECADO_MAX_AGE_MS/)
    assert.deepEqual(problems({ ...wait, [name]: '0' }), [])
  }
})

test('an empty variable counts as unset', () => {
  const empty = Object.fromEntries(Object.keys(settings).map((name) => [name, '']))
  assert.deepEqual(load(empty), load({}))
})

test("flags take precedence over the environment, the environment over a command's defaults", () => {
  const defaults = { RECADO_SANDBOX: 'on' }
  assert.equal(load({}, {}, defaults).sandbox, true)
  assert.equal(load({ RECADO_SANDBOX: '' }, {}, defaults).sandbox, true)
  assert.equal(load({ RECADO_SANDBOX: 'off' }, {}, defaults).sandbox, false)
  assert.equal(load({ RECADO_PORT: '4000' }, { port: 5000 }).port, 5000)
})

test('the configuration cannot be changed', () => {
  const config = load({})
  assert.throws(() => Object.assign(config, { port: 1 }), TypeError)
})

test('wrong values are reported all at once, each by its name', () => {
  const wrong: Record<string, string[]> = {
    RECADO_PORT: ['65536', '-1', '3e3', '3000.5', '0x10', 'http'],
    RECADO_SANDBOX_PORT: ['x'],
    RECADO_DATABASE_URL: [
      'mysql://db',
      'db',
      '/var/lib',
      'postgres://h1,,h2/db',
      'postgres://h?target_session_attrs=standby',
    ],
    RECADO_CLIENT_ID: ['a:b', 'a b', 'x'.repeat(101)],
    RECADO_CLIENT_SECRET: ['short', 'with a space'],
    RECADO_ADMIN_TOKEN: ['fifteen-letters', 'ñ'.repeat(20)],
    RECADO_SECRET_KEY: ['short'],
    RECADO_SECRET_KEY_FORMER: ['short'],
    RECADO_HOLD: ['yes'],
    RECADO_SANDBOX: ['yes', 'true', '1'],
    RECADO_PUBLIC_URL: [
      'recado.example.com',
      'http://recado.example.com',
      'https://u:p@x.example',
      'https://x.example/?a=1',
    ],
    RECADO_ALLOW_PRIVATE: ['10.0.0.0/33', 'http://x', 'a b'],
    RECADO_HOSTS: ['http://x', 'a b', 'x:80', '*x'],
    RECADO_LOG_LEVEL: ['loud'],
    RECADO_LOG_FORMAT: ['pretty'],
    RECADO_RECONCILE_MS: ['99', '1s'],
    RECADO_MAX_AGE_MS: ['0'],
    RECADO_WEBHOOK_TIMEOUT_MS: ['60001'],
    RECADO_PROBE_TIMEOUT_MS: ['0'],
    RECADO_STORE_TIMEOUT_MS: ['99'],
    RECADO_QUEUE_MAX: ['0', '-1'],
    RECADO_QUEUE_MAX_PER_BOT: ['0'],
    RECADO_LAG_MAX_MS: ['999'],
    RECADO_DRAIN_MS: ['600001', '-1'],
    RECADO_STOP_TIMEOUT_MS: ['600001'],
  }
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const [problem, ...others] = problems({ [name]: value })
      assert.ok(problem?.startsWith(`${name} must be `), `${name}=${value}: ${problem}`)
      assert.deepEqual(others, [])
    }
  }
  const all = problems(Object.fromEntries(Object.entries(wrong).map(([name, values]) => [name, values[0] ?? ''])))
  assert.equal(all.length, Object.keys(wrong).length)
})

test('http is accepted for an address of this machine', () => {
  assert.equal(load({ RECADO_PUBLIC_URL: 'http://localhost:3000/' }).publicUrl, 'http://localhost:3000')
})

test('settings that depend on each other are checked together', () => {
  assert.equal(problems({ RECADO_CLIENT_ID: 'shop' }).length, 1)
  assert.equal(problems({ RECADO_CLIENT_SECRET: 'a-longer-secret-of-the-shop' }).length, 1)
  assert.equal(problems({ RECADO_OPS_PORT: '3000' }).length, 1)
  const beyond = { RECADO_HOST: '0.0.0.0', RECADO_SANDBOX: 'on' }
  assert.equal(problems(beyond).length, 1)
  assert.deepEqual(problems({ ...beyond, RECADO_SANDBOX_EXPOSED: 'on' }), [])
  assert.equal(problems({ RECADO_MEDIA_BUCKET_URL: 'https://s3.example.com/x' }).length, 1)
  const same = { RECADO_PORT: '4000', RECADO_SANDBOX_PORT: '4000' }
  assert.deepEqual(problems(same), [])
  assert.equal(problems({ ...same, RECADO_SANDBOX: 'on' }).length, 1)
  assert.deepEqual(problems({ RECADO_PORT: '0', RECADO_SANDBOX_PORT: '0', RECADO_SANDBOX: 'on' }), [])
})

test('a problem never repeats a secret', () => {
  const names = [
    'RECADO_CLIENT_SECRET',
    'RECADO_ADMIN_TOKEN',
    'RECADO_SECRET_KEY',
    'RECADO_SECRET_KEY_FORMER',
    'RECADO_MEDIA_BUCKET_SECRET',
    'RECADO_DATABASE_URL',
  ]
  for (const name of names) assert.doesNotMatch(problems({ [name]: 'canary 1' }).join(), /canary/)
})

test('any environment gives a configuration or problems, never an exception', () => {
  const names = fc.constantFrom(...Object.keys(settings), 'RECADO_X', 'PATH')
  fc.assert(
    fc.property(fc.dictionary(names, fc.string()), (env) => {
      const loaded = loadConfig(env)
      assert.ok(loaded.ok || loaded.problems.length > 0)
    }),
  )
})

test('a quota has a known name and a number from 1', () => {
  for (const written of ['toString=5', 'bots', 'bots=0', 'bots=many', 'bots=5;skills=7', '=5'])
    assert.match(problems({ RECADO_QUOTAS: written }).join(), /RECADO_QUOTAS/, written)
})

test('what is in force is told with its origin: a flag before the environment, that before defaults', () => {
  const env = { RECADO_PORT: '4000', RECADO_SANDBOX_PORT: '4001', RECADO_LOG_LEVEL: '', RECADO_HOLD: 'on' }
  const loaded = loadConfig(env, { port: 5000 }, { RECADO_SANDBOX: 'on', RECADO_HOLD: 'off' })
  assert.ok(loaded.ok)
  const found = new Map(settingsInForce(loaded.config).map((one) => [one.name, one]))
  assert.deepEqual([...found.keys()], Object.keys(settings))
  const told = (name: string) => {
    const { value, source, isSet } = found.get(name as SettingName) ?? {}
    return [value, source, isSet]
  }
  assert.deepEqual(told('RECADO_PORT'), ['5000', 'command', true])
  assert.deepEqual(told('RECADO_SANDBOX_PORT'), ['4001', 'environment', true])
  assert.deepEqual(told('RECADO_HOLD'), ['on', 'environment', true])
  assert.deepEqual(told('RECADO_SANDBOX'), ['on', 'default', true])
  assert.deepEqual(told('RECADO_LOG_LEVEL'), ['info', 'default', true])
  assert.deepEqual(told('RECADO_PUBLIC_URL'), [null, 'default', false])
  assert.deepEqual(told('RECADO_SECRET_KEY'), [null, 'generated', true])
  assert.deepEqual(told('RECADO_OPS_TOKEN'), [null, 'default', false])
})

test('of no setting that holds a secret the value is told', () => {
  const secrets = Object.entries(settings).filter(([, { isSecret }]) => isSecret)
  assert.ok(secrets.length >= 9)
  // What is named like a secret is one, and so is what may have a password in it.
  const suspects = Object.keys(settings).filter((name) => /SECRET|TOKEN|KEY|DATABASE_URL|PASSWORD/.test(name))
  assert.deepEqual(secrets.map(([name]) => name).toSorted(), suspects.toSorted())
  const canary = 'canary-q7Zt0vKx3mWb9RcLh2Ny5PdGf8Js'
  const values = secrets.map(([name]) => [name, name === 'RECADO_DATABASE_URL' ? `postgres://u:${canary}@h/d` : canary])
  const more = { RECADO_CLIENT_ID: 'crm', RECADO_MEDIA_BUCKET_URL: 'https://bucket.example.com' }
  const loaded = loadConfig({ ...Object.fromEntries(values), ...more })
  assert.ok(loaded.ok, JSON.stringify(loaded))
  const told = settingsInForce(loaded.config)
  assert.doesNotMatch(JSON.stringify(told), /canary/)
  for (const [name] of secrets) assert.equal(told.find((one) => one.name === name)?.isSet, true, name)
})
