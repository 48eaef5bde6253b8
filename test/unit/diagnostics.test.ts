/** What the checks make of what Meta, the machine and the database say, also of words that are new and of answers that lack most. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { GraphResult } from '../../src/channel/cloud/management/account.ts'
import { clockFinding, evaluateAccount } from '../../src/diagnostics/account.ts'
import { bounded } from '../../src/diagnostics/bounded.ts'
import { evaluateCallback } from '../../src/diagnostics/callback.ts'
import { createDiagnosis, type InstallationDeps } from '../../src/diagnostics/check-installation.ts'
import { type Finding, finding, notFound, viewOf, worstOf } from '../../src/diagnostics/finding.ts'
import { askGraph } from '../../src/diagnostics/graph.ts'
import { publicAddressFinding } from '../../src/diagnostics/own-address.ts'
import { reasons } from '../../src/diagnostics/reasons.ts'
import type { DatabaseState } from '../../src/store/sql/engine.ts'
import { t0 } from '../support/open-store.ts'
import { openTestStore, testBot } from '../support/store.ts'

const bot = testBot()
const publicUrl = 'https://gateway.example.com'
const seen = (found: readonly Finding[]) => Object.fromEntries(found.map(({ name, row }) => [name, row.status]))

type Answers = (path: string, token: string) => Record<string, unknown> | 'refused' | undefined

/** The findings of a Graph that answers so; `{}` where nothing is said. */
async function askedOf(answers: Answers, channel = bot.channel) {
  const inspect = async ({ accessToken }: { accessToken: string }, path: string): Promise<GraphResult> => {
    const said = answers(path, accessToken) ?? {}
    if (said !== 'refused') return { kind: 'ok', json: said }
    const error = { code: 190, message: 'Invalid OAuth access token.' }
    return { kind: 'failed', outcome: { kind: 'refused', class: 'auth', error } }
  }
  const one = { ...bot, channel }
  const facts = await askGraph(channel, inspect, () => t0)
  const found = [...evaluateAccount(one, facts, t0), ...evaluateCallback(one, facts, { publicUrl, lastWebhookAt: t0 })]
  return { facts, found, statuses: seen(found) }
}

describe('what Meta says', () => {
  test('an answer that lacks everything leaves what it would say unknown, and nothing else', async () => {
    const { statuses } = await askedOf(() => undefined)
    for (const name of ['token_expiry', 'token_permissions', 'registration', 'throughput', 'messaging_health', 'clock'])
      assert.equal(statuses[name], 'unknown', name)
    // A token that Meta does not call valid is not.
    assert.equal(statuses.access_token, 'failed')
    assert.deepEqual([statuses.phone_number, statuses.phone_number_account], ['ok', 'failed'])
  })

  test('a refused token: every check of the account is unknown but the one of the token', async () => {
    const { found, statuses } = await askedOf(() => 'refused')
    assert.equal(statuses.access_token, 'failed')
    const [token] = found.filter(({ name }) => name === 'access_token')
    assert.equal(token && viewOf(token, 'en').found, 'Meta refuses the access token: Invalid OAuth access token (190).')
    assert.deepEqual(
      found.filter(({ name, row }) => row.status === 'failed' && name !== 'access_token').map(({ name }) => name),
      [],
    )
  })

  test('a refused token is still described to the app itself', async () => {
    const expired = {
      data: { is_valid: false, expires_at: t0 / 1_000 - 60, error: { message: 'Session has expired.' } },
    }
    const answers: Answers = (path, token) =>
      token.startsWith('4711|') ? (path.includes('debug_token') ? expired : { data: [] }) : 'refused'
    const { statuses, found } = await askedOf(answers, { ...bot.channel, appId: '4711' })
    assert.deepEqual([statuses.access_token, statuses.token_expiry, statuses.app_secret], ['failed', 'failed', 'ok'])
    const [token] = found.filter(({ name }) => name === 'access_token')
    assert.match(token ? viewOf(token, 'es').found : '', /Session has expired\.$/)
  })

  test('words that Meta has added since count as a warning, never as well', async () => {
    const { statuses } = await askedOf((path) =>
      path.includes('health_status')
        ? { health_status: { can_send_message: 'PERHAPS' }, whatsapp_business_manager_messaging_limit: 'TIER_5K' }
        : { verified_name: 'A', name_status: 'PONDERED', code_verification_status: 'HALF', quality_rating: 'BLUE' },
    )
    assert.deepEqual(
      [statuses.display_name, statuses.verification, statuses.messaging_health, statuses.quality_rating],
      ['warning', 'warning', 'warning', 'unknown'],
    )
    assert.equal(statuses.messaging_limit, 'ok')
  })

  test("obstacles and advice are Meta's own, each once", async () => {
    const error = { error_description: 'A payment is due.', possible_solution: 'Pay it.' }
    const entities = [{ errors: [error] }, { errors: [error] }, {}]
    const { found } = await askedOf(() => ({ health_status: { can_send_message: 'BLOCKED', entities } }))
    const [health] = found.filter(({ name }) => name === 'messaging_health').map((one) => viewOf(one, 'en'))
    assert.equal(health?.found, 'Meta lets the number send nothing: A payment is due.')
    assert.equal(health?.fix, "Follow Meta's own advice: Pay it.")
  })

  test('a number is looked for on every page of the account', async () => {
    const pages = { data: [{ id: '1' }], paging: { next: 'x', cursors: { after: 'two' } } }
    const { statuses } = await askedOf((path) => {
      if (!path.includes('/phone_numbers')) return {}
      return path.includes('after=two') ? { data: [{ id: bot.channel.phoneNumberId }] } : pages
    })
    assert.equal(statuses.phone_number_account, 'ok')
  })

  test('callbacks: the number comes before the account, and that before the app; a slash at the end is no difference', async () => {
    const callbacks = {
      application: `${publicUrl}/meta/webhook/`,
      whatsapp_business_account: 'https://account.example.com/x',
      phone_number: 'https://number.example.com/x',
    }
    const names = ['phone_number', 'whatsapp_business_account', 'application'] as const
    const places = ['webhook_configuration', 'subscribed_apps', undefined]
    const configuration: Partial<typeof callbacks> = { ...callbacks }
    for (const [index, name] of names.entries()) {
      const { found } = await askedOf(() => ({ webhook_configuration: { ...configuration } }))
      const [one] = found.filter((found) => found.name === 'webhook_callback').map((found) => viewOf(found, 'en'))
      assert.equal(one?.status, name === 'application' ? 'ok' : 'failed')
      assert.equal(one?.data.url, callbacks[name])
      if (places[index]) assert.ok(one?.fix?.includes(places[index]), one?.fix ?? '')
      delete configuration[name]
    }
    const { statuses } = await askedOf(() => ({}))
    assert.equal(statuses.webhook_callback, 'failed')
  })
})

describe('addresses and clocks', () => {
  test('a public address: https, http, none, and none beside a sandbox', () => {
    const statuses = [publicUrl, 'http://gateway.example.com', undefined].map(
      (url) => publicAddressFinding(url, 'http://127.0.0.1:3000', false).row.status,
    )
    assert.deepEqual(statuses, ['ok', 'warning', 'failed'])
    assert.equal(publicAddressFinding(undefined, 'http://127.0.0.1:3000', true).row.status, 'warning')
  })

  test('clocks: seconds are a warning, a minute is too much, in both directions; the closest exchange counts', () => {
    const statusOf = (...ahead: number[]) => clockFinding(reasons.of_meta, ahead).row.status
    assert.deepEqual(
      [0, 4_999, 5_000, -5_000, 59_999, 60_000, -90_000].map((ms) => statusOf(ms)),
      [...['ok', 'ok', 'warning', 'warning', 'warning', 'failed', 'failed']],
    )
    assert.deepEqual([statusOf(70_000, 1_000), statusOf()], ['ok', 'unknown'])
    assert.equal(
      viewOf(clockFinding(reasons.of_meta, [0]), 'pt').found,
      'O relógio desta máquina e o da Meta coincidem.',
    )
  })
})

describe('the installation', () => {
  const gigabyte = 1e9
  const state: DatabaseState = {
    engine: 'PostgreSQL',
    version: '18.1',
    durability: { commit: 'on', standbys: '', servers: 1 },
    processes: { alive: 2, lost: 0, oldestMs: 900 },
  }

  /** A real store, with what the machine says beside it. */
  async function statusesOf(changes: Partial<InstallationDeps> & { database?: Partial<DatabaseState> }) {
    await using ctx = await openTestStore()
    const { database, ...rest } = changes
    const store = { ...ctx.store, ...(database && { databaseState: async () => ({ ...state, ...database }) }) }
    const errors: unknown[] = []
    const diagnose = createDiagnosis({
      store,
      own: {
        publicUrl: undefined,
        request: async () => ({ kind: 'failed', reason: 'nothing is asked', private: false }),
      },
      baseUrl: () => 'http://127.0.0.1:3000',
      clock: () => t0,
      skewMs: () => 0,
      disk: async () => ({ free: 50 * gigabyte, total: 100 * gigabyte }),
      areLanesRunning: () => true,
      settings: {
        isKeyWeak: false,
        hasOpsAccess: true,
        isLocal: true,
        sandbox: false,
        hasMediaBucket: true,
        isShared: true,
      },
      running: { version: '1.0.0', node: 'v26.0.0', schema: 31 },
      onError: (error) => errors.push(error),
      ...rest,
    })
    const { checks, status } = await diagnose('en')
    return { statuses: Object.fromEntries(checks.map((one) => [one.name, one.status])), status, errors }
  }

  test('the disk: a tenth or two gigabytes, and nearly nothing', async () => {
    const of = async (free: number, total: number) =>
      (await statusesOf({ disk: async () => ({ free: free * gigabyte, total: total * gigabyte }) })).statuses
        .data_folder
    assert.deepEqual(
      [await of(50, 100), await of(9, 100), await of(1.9, 10), await of(0.1, 100)],
      ['ok', 'warning', 'warning', 'failed'],
    )
  })

  test('a disk that cannot be asked is unknown, and holds nothing else up', async () => {
    const disk = async () => {
      throw Object.assign(new Error('statfs'), { code: 'EACCES' })
    }
    const { statuses, errors } = await statusesOf({ disk })
    assert.deepEqual([statuses.data_folder, statuses.database, errors.length], ['unknown', 'ok', 1])
  })

  test('the database: what it may lose, and gateways that ended without a word', async () => {
    const of = async (database: Partial<DatabaseState>) => (await statusesOf({ database })).statuses
    const durable = async (commit: string, standbys: string, servers: number) =>
      (await of({ durability: { commit, standbys, servers } })).database_durability
    assert.deepEqual(
      [
        await durable('on', '', 1),
        await durable('off', '', 1),
        await durable('on', '', 2),
        await durable('remote_apply', 'a', 2),
      ],
      ['ok', 'warning', 'warning', 'ok'],
    )
    assert.equal((await of({ processes: { alive: 1, lost: 1, oldestMs: 5 } })).processes, 'warning')
  })

  test('settings that leave a door open, files that only one process has, lanes that stand still', async () => {
    const settings = {
      isKeyWeak: true,
      hasOpsAccess: false,
      isLocal: false,
      sandbox: true,
      hasMediaBucket: false,
      isShared: true,
    }
    const own = { publicUrl, request: async () => ({ kind: 'failed', reason: 'cut', private: false }) as const }
    const { statuses, status } = await statusesOf({ settings, own, areLanesRunning: () => false, skewMs: () => 90_000 })
    assert.deepEqual(
      [statuses.secret_key, statuses.operator_access, statuses.sandbox, statuses.media_storage],
      ['warning', 'warning', 'warning', 'warning'],
    )
    assert.deepEqual([statuses.lanes, statuses.clock, statuses.webhook_handshake], ['failed', 'failed', 'unknown'])
    assert.equal(status, 'failed')
  })
})

describe('findings', () => {
  test('the most serious one counts, and what is unknown less than what is wrong', () => {
    const of = (...statuses: ('ok' | 'warning' | 'failed' | 'unknown')[]) =>
      worstOf(statuses.map((status) => ({ status })))
    assert.deepEqual(
      [of(), of('ok'), of('ok', 'unknown'), of('unknown', 'warning'), of('warning', 'failed')],
      [...['ok', 'ok', 'unknown', 'warning', 'failed']],
    )
  })

  test('reasons of the network are translated, and figures are filled in', () => {
    const view = viewOf(notFound('access_token', 'the connection was cut'), 'pt')
    assert.equal(view.found, 'Não foi possível verificar: a conexão foi interrompida.')
    assert.equal(
      viewOf(finding('messaging_limit', 'known', { limit: 'TIER_2K' }), 'en').found.includes('TIER_2K'),
      true,
    )
  })

  test('a check that throws is unknown, with the reason', async () => {
    const errors: unknown[] = []
    const broken = async () => {
      throw Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
    }
    const [found] = await bounded(['lanes'], broken, (error) => errors.push(error))
    assert.deepEqual(
      [found?.row.status, found?.figures.reason, errors.length],
      ['unknown', 'the connection was refused', 1],
    )
  })
})
