/** Dockerfile, compose files, unit, chart and proxies: each is well-formed by its own rules, and says what the code says: settings, ports, paths, bounds, spans. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { DCLinter } from 'dclint'
import { validate } from 'dockerfile-utils'
import { loadConfig, settings } from '../../src/config/config.ts'
import { registerSignInPage } from '../../src/http/access/sign-in-page.ts'
import { maxBodyBytes } from '../../src/http/kit/body.ts'
import { maxFieldBytes } from '../../src/http/kit/upload.ts'
import { connectionBounds } from '../../src/http/limits/connections.ts'
import { registerHome } from '../../src/http/ops/home.ts'
import { metaBodyBytes } from '../../src/http/ops/meta-webhook.ts'
import { operationName, operations } from '../../src/model/access/operations.ts'
import {
  composePaths,
  contextPaths,
  filled,
  readCompose,
  readImage,
  readUnit,
  type Service,
  secondsIn,
} from '../support/deployment.ts'
import { readDocument, rootPath } from '../support/documents.ts'
import { type Manifest, renderChart } from '../support/helm.ts'
import { openTestHttp } from '../support/http.ts'
import { type Directive, locationOf, named, nginxSize, parseNginx, valueIn } from '../support/nginx.ts'
import { routesOf } from '../support/routes.ts'

const chart = join(rootPath, 'deploy/helm/recado')
const { version, devDependencies } = JSON.parse(readDocument('package.json')) as {
  version: string
  devDependencies: Record<string, string>
}

/** Values of what an operator fills in. */
const given = {
  DOMAIN: 'recado.example.com',
  POSTGRES_PASSWORD: 'a-password-of-the-database',
  RECADO_ADMIN_TOKEN: 'an-operators-own-word-0001',
  RECADO_MEDIA_BUCKET_KEY_ID: 'key',
  RECADO_MEDIA_BUCKET_SECRET: 'a-secret-of-the-bucket',
  RECADO_MEDIA_BUCKET_URL: 'https://s3.example.com/files',
  RECADO_OPS_TOKEN: 'for-those-who-scrape-it',
  RECADO_PUBLIC_URL: 'https://recado.example.com',
  RECADO_SECRET_KEY: 'a-key-of-16-or-more',
}

/** They start a gateway: no name is unknown, no value refused. */
function configOf(env: Record<string, string>) {
  const ours = Object.entries(env).filter(([name]) => name.startsWith('RECADO_'))
  const loaded = loadConfig(Object.fromEntries(ours))
  assert.ok(loaded.ok, JSON.stringify(loaded))
  return loaded.config
}

/** Whoever stops a process waits until it has drained and ended. */
function assertGrace(graceMs: number, { drainMs, stopTimeoutMs }: { drainMs: number; stopTimeoutMs: number }): void {
  assert.ok(graceMs >= drainMs + stopTimeoutMs + 5_000, `${graceMs} for ${drainMs} and ${stopTimeoutMs}`)
}

describe('Dockerfile', () => {
  const image = readImage()

  test('has nothing that its linter minds', () => {
    assert.deepEqual(validate(readDocument('Dockerfile'), { deprecatedMaintainer: 2, instructionCmdMultiple: 2 }), [])
  })

  test('builds on the pinned major of the runtime, and runs as a user without rights', () => {
    const major = /\d+/.exec(devDependencies.node ?? '')?.[0]
    assert.deepEqual([...new Set(image.bases)], [`node:${major}-slim`])
    assert.match(image.user, /^[1-9]\d*:[1-9]\d*$/)
    assert.deepEqual(image.volumes, [image.env.RECADO_DATA_DIR])
  })

  test('listens where it says that it does', () => {
    const { port, host } = configOf(image.env)
    assert.deepEqual([image.ports, host], [[String(port)], '0.0.0.0'])
  })

  test('takes what the builder is given, and the builder is given nothing else', () => {
    assert.deepEqual(image.taken.toSorted(), contextPaths().sort())
  })

  test('installs packages without their scripts, since none of production has one', () => {
    const { packages } = JSON.parse(readDocument('package-lock.json')) as {
      packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }>
    }
    const scripted = Object.entries(packages).filter(([path, one]) => path !== '' && !one.dev && one.hasInstallScript)
    assert.deepEqual(scripted, [])
    assert.match(readDocument('Dockerfile'), /npm ci --omit=dev --ignore-scripts/)
  })
})

describe('compose files', () => {
  test('there are one for a process with SQLite and one for two with PostgreSQL', () => {
    assert.deepEqual(composePaths, ['deploy/compose/postgres.yaml', 'deploy/compose/sqlite.yaml'])
  })

  test('have nothing that the linter minds, the schema of Compose included', () => {
    const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] })
    // Its types do not resolve here.
    const found: { filePath: string; messages: object[] }[] = linter.lintFiles(
      composePaths.map((path) => join(rootPath, path)),
      false,
    )
    assert.deepEqual(
      found.flatMap(({ filePath, messages }) => messages.map((one) => ({ filePath, ...one }))),
      [],
    )
  })

  for (const path of composePaths) {
    const { services, volumes, networks } = readCompose(path)
    const gateways = Object.values(services).filter(({ build }) => build !== undefined)

    test(`${path}: settings that the gateway takes, and time to stop`, () => {
      assert.equal(gateways.length, path.includes('sqlite') ? 1 : 2)
      for (const { environment = {}, stop_grace_period } of gateways) {
        const env = Object.entries(environment).map(([name, text]) => [name, filled(String(text), given)])
        const config = configOf({ ...readImage().env, ...Object.fromEntries(env) })
        assertGrace(secondsIn(stop_grace_period), config)
        assert.deepEqual(
          config.trustedProxies,
          Object.values(networks).flatMap(({ ipam }) => ipam.config.map(({ subnet }) => subnet)),
        )
        assert.equal(config.databaseUrl === undefined, path.includes('sqlite'))
      }
    })

    test(`${path}: no container writes but into its volumes, and none has rights`, () => {
      for (const { read_only, cap_drop, security_opt } of gateways) {
        assert.equal(read_only, true)
        assert.deepEqual([cap_drop, security_opt], [['ALL'], ['no-new-privileges:true']])
      }
      const data = gateways.map(({ volumes: [volume = ''] = [] }) => volume.split(':'))
      assert.equal(new Set(data.map(([name]) => name)).size, gateways.length, 'a data folder belongs to one process')
      for (const [name = '', target] of data)
        assert.deepEqual([name in volumes, target], [true, readImage().env.RECADO_DATA_DIR])
    })

    test(`${path}: every image has a tag, and only the proxy listens beyond the machine`, () => {
      for (const [name, service] of Object.entries(services)) {
        assert.ok(service.build || /:[\w.-]+$/.test(service.image ?? ''), name)
        if (name !== 'caddy') for (const port of service.ports ?? []) assert.match(port, /^127\.0\.0\.1:/)
      }
    })
  }

  test('the proxy of the two knows both, by names that they answer to', () => {
    const { services } = readCompose('deploy/compose/postgres.yaml')
    const gateways = Object.entries(services).filter(([, { build }]) => build !== undefined)
    const names = gateways.map(([name]) => name)
    assert.equal(services.caddy?.environment?.UPSTREAMS, names.map((name) => `${name}:3000`).join(' '))
    for (const [, { environment = {} }] of gateways) assert.deepEqual(environment.RECADO_HOSTS?.split(','), names)
    const used = [...readDocument('deploy/caddy/Caddyfile').matchAll(/\{\$(\w+)/g)].map(([, name]) => name)
    assert.deepEqual([...new Set(used)].sort(), Object.keys(services.caddy?.environment ?? {}).sort())
  })
})

describe('systemd', () => {
  const unit = readUnit('deploy/systemd/recado.service')
  const service = unit.get('Service') ?? new Map<string, string[]>()

  test('the unit has its three sections, and settings that the gateway takes', () => {
    assert.deepEqual([...unit.keys()], ['Unit', 'Service', 'Install'])
    const env = (service.get('Environment') ?? []).map((one) => one.split('=') as [string, string])
    assertGrace(secondsIn(service.get('TimeoutStopSec')?.[0]), configOf(Object.fromEntries(env)))
    const data = `/var/lib/${service.get('StateDirectory')?.[0]}`
    assert.equal(new Map(env).get('RECADO_DATA_DIR'), data)
  })

  test('a process may do what it must and nothing else', () => {
    const strict = {
      DynamicUser: 'yes',
      NoNewPrivileges: 'yes',
      ProtectSystem: 'strict',
      ProtectHome: 'yes',
      PrivateTmp: 'yes',
      PrivateDevices: 'yes',
      CapabilityBoundingSet: '',
      SystemCallFilter: '@system-service',
      UMask: '0077',
    }
    for (const [name, value] of Object.entries(strict)) assert.deepEqual(service.get(name), [value], name)
    assert.equal(service.has('MemoryDenyWriteExecute'), false, 'the runtime compiles')
  })
})

describe('the chart', () => {
  type Pod = {
    spec: {
      terminationGracePeriodSeconds: number
      enableServiceLinks: boolean
      securityContext: Record<string, unknown>
      containers: {
        args: string[]
        env: { name: string; value: string }[]
        securityContext: Record<string, unknown>
        startupProbe: Probe
        livenessProbe: Probe
        readinessProbe: Probe
        volumeMounts: { mountPath: string }[]
      }[]
    }
    metadata: { labels: Record<string, string> }
  }
  type Probe = { httpGet: { path: string; port: string } }
  type Workload = { spec: { template: Pod; selector: { matchLabels: Record<string, string> }; replicas: number } }
  const podOf = (manifests: Manifest[], kind: string) =>
    manifests.find((one) => one.kind === kind) as unknown as Workload
  const variants = {
    'on PostgreSQL': renderChart(chart),
    'on PostgreSQL, with everything': renderChart(chart, {
      ingress: { enabled: true },
      settings: { RECADO_LOG_LEVEL: 'warn', RECADO_MEDIA_BUCKET_URL: 'https://s3.example.com/files' },
      imagePullSecrets: [{ name: 'registry' }],
      nodeSelector: { disk: 'fast' },
      tolerations: [{ key: 'only', operator: 'Exists' }],
      affinity: { podAntiAffinity: {} },
    }),
    'on SQLite': renderChart(chart, { database: 'sqlite', persistence: { storageClassName: 'fast' } }, 'shop-of-lima'),
  }

  test('has the version of the package', () => {
    assert.match(readDocument('deploy/helm/recado/Chart.yaml'), new RegExp(`^appVersion: ${version}$`, 'm'))
  })

  test('a value that must be there is asked for', () => {
    assert.throws(() => renderChart(chart, { publicUrl: '' }), /publicUrl/)
    assert.throws(() => renderChart(chart, { existingSecret: '' }), /existingSecret/)
  })

  test('the kinds that each variant has', () => {
    const kinds = Object.values(variants).map((manifests) => manifests.map(({ kind }) => kind).sort())
    assert.deepEqual(kinds, [
      ['Deployment', 'PodDisruptionBudget', 'Service', 'Service'],
      ['Deployment', 'Ingress', 'PodDisruptionBudget', 'Service', 'Service'],
      ['Service', 'Service', 'StatefulSet'],
    ])
  })

  test('every manifest is of its Kubernetes type, without a field that there is not', () => {
    const manifests = Object.values(variants).flat()
    const [deployment] = manifests
    assert.ok(deployment)
    assertTyped(manifests, { ...deployment, sepc: {} })
  })

  for (const [name, manifests] of Object.entries(variants)) {
    const kind = name === 'on SQLite' ? 'StatefulSet' : 'Deployment'

    test(`${name}: pods that may do little, settings that the gateway takes, time to stop`, () => {
      const { spec } = podOf(manifests, kind).spec.template
      const [container] = spec.containers
      assert.ok(container)
      const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]))
      const config = configOf({ ...readImage().env, ...env, ...(env.RECADO_MEDIA_BUCKET_URL && secretOfBucket) })
      assertGrace(spec.terminationGracePeriodSeconds * 1_000, config)
      assert.equal(spec.enableServiceLinks, false)
      assert.equal(spec.securityContext.runAsNonRoot, true)
      assert.equal(`${spec.securityContext.runAsUser}:${spec.securityContext.runAsGroup}`, readImage().user)
      assert.deepEqual(container.securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      assert.deepEqual(container.args, readImage().command.slice(2))
      assert.ok(container.volumeMounts.some(({ mountPath }) => mountPath === readImage().env.RECADO_DATA_DIR))
      assert.deepEqual(
        [container.startupProbe, container.livenessProbe, container.readinessProbe].map(({ httpGet }) => httpGet),
        ['/healthz', '/healthz', '/readyz'].map((path) => ({ path, port: 'http' })),
      )
    })

    test(`${name}: what selects pods finds these`, () => {
      const { template, selector } = podOf(manifests, kind).spec
      const services = manifests.filter((one) => one.kind === 'Service') as unknown as { spec: { selector: object } }[]
      for (const labels of [selector.matchLabels, ...services.map(({ spec }) => spec.selector)])
        for (const [label, value] of Object.entries(labels)) assert.equal(template.metadata.labels[label], value)
    })
  }

  test('on SQLite there is one process, whatever is asked for', () => {
    const more = renderChart(chart, { database: 'sqlite', replicas: 5 })
    assert.equal(podOf(more, 'StatefulSet').spec.replicas, 1)
  })
})

const secretOfBucket = { RECADO_MEDIA_BUCKET_KEY_ID: 'key', RECADO_MEDIA_BUCKET_SECRET: 'a-secret-of-the-bucket' }

/** TypeScript judges literals: types, what must be there, and names that there are not. `wrong`: what it must refuse. */
function assertTyped(manifests: Manifest[], wrong: Manifest): void {
  const folders = {
    'apps/v1': 'apps/v1',
    v1: 'core/v1',
    'policy/v1': 'policy/v1',
    'networking.k8s.io/v1': 'networking/v1',
  }
  const folder = mkdtempSync(join(rootPath, 'node_modules', '.recado-chart-'))
  try {
    const lines = [...manifests, wrong].map(({ apiVersion, kind, ...rest }, index) => {
      const from = folders[apiVersion as keyof typeof folders]
      const literal = JSON.stringify({ apiVersion, kind, ...rest })
      return `export const manifest${index}: import('kubernetes-types/${from}').${kind} = ${literal}`
    })
    lines.splice(-1, 0, '// @ts-expect-error')
    writeFileSync(join(folder, 'manifests.ts'), lines.join('\n'))
    const options = {
      compilerOptions: { noEmit: true, strict: true, module: 'esnext', moduleResolution: 'bundler', types: [] },
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
    const tsc = join(rootPath, 'node_modules/.bin/tsc')
    execFileSync(tsc, ['-p', folder], { encoding: 'utf8', stdio: 'pipe' })
  } catch (error) {
    throw new Error((error as { stdout?: string }).stdout || String(error))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('proxies', () => {
  /** What whoever is anywhere may ask for: programs of clients, Meta, support panels, and addresses that nobody can guess. */
  async function routes(): Promise<{ world: string[]; operators: string[] }> {
    await using http = await openTestHttp({
      pages(app) {
        registerHome(app, { sandboxUrl: undefined })
        registerSignInPage(app)
      },
    })
    const found = routesOf(http.app.printRoutes({ commonPrefix: false })).filter(({ method }) => method !== 'OPTIONS')
    const isOfWorld = ({ method, url }: (typeof found)[number]) =>
      (operationName(String(method), url) in operations && !url.startsWith('/manage/')) ||
      /^\/(?:meta\/webhook|media\/|events\/|v1\/external-support\/webhook)/.test(url)
    const pathsOf = (of: boolean) => [
      ...new Set(found.filter((one) => isOfWorld(one) === of).map(({ url }) => url.replaceAll(/:\w+/g, 'x'))),
    ]
    return { world: pathsOf(true), operators: pathsOf(false) }
  }
  const uploads = ['/v1/hsm/file', '/v1/campaigns/preview']
  const uploadBytes = Number(settings.RECADO_CAMPAIGN_MAX_BYTES.default) + maxFieldBytes
  const drainMs = configOf(filledEnv('deploy/compose/postgres.yaml')).drainMs

  test('nginx: operators alone reach what is theirs, and bodies of every size that the gateway takes come through', async () => {
    const root = await parseNginx(readDocument('deploy/nginx/recado.conf'))
    const [server] = named(root, 'server').filter((one) => named(one, 'ssl_certificate').length > 0)
    assert.ok(server)
    const { world, operators } = await routes()
    assert.ok(world.length > 40 && operators.length > 40, `${world.length} and ${operators.length}`)
    const isClosed = (path: string) => named(at(server, path), 'deny').some(({ value }) => value === 'all')
    assert.deepEqual(world.filter(isClosed), [])
    assert.deepEqual(
      operators.filter((path) => !isClosed(path)),
      [],
    )
    const limitOf = (path: string) => nginxSize(valueIn(server, at(server, path), 'client_max_body_size'))
    assert.equal(limitOf('/meta/webhook'), metaBodyBytes)
    for (const path of uploads) {
      assert.ok(limitOf(path) > uploadBytes, path)
      assert.equal(valueIn(server, at(server, path), 'proxy_request_buffering'), 'off')
    }
    for (const path of [...world, ...operators]) assert.ok(limitOf(path) >= maxBodyBytes, path)
    assert.equal(nginxSize(named(server, 'client_header_timeout')[0]?.value), connectionBounds.headMs)
    assert.equal(nginxSize(named(server, 'client_body_timeout')[0]?.value), connectionBounds.bodyMs)
    const headers = named(server, 'proxy_set_header').map(({ value }) => value)
    for (const header of ['Host $host', 'X-Forwarded-For $remote_addr', 'Connection ""'])
      assert.ok(headers.includes(header))
    const [upstream] = named(root, 'upstream')
    assert.ok(upstream)
    const keptMs = nginxSize(named(upstream, 'keepalive_timeout')[0]?.value)
    assert.ok(keptMs < drainMs && keptMs < connectionBounds.idleMs)
  })

  test('Caddy: the same', async () => {
    const file = readDocument('deploy/caddy/Caddyfile')
    const patternsOf = (name: string) =>
      (new RegExp(`^\\t@${name} (?:not )?path (.+)$`, 'm').exec(file)?.[1] ?? '').split(' ')
    const isOpen = (path: string) =>
      patternsOf('public').some((one) => (one.endsWith('*') ? path.startsWith(one.slice(0, -1)) : path === one))
    const { world, operators } = await routes()
    assert.deepEqual(
      world.filter((path) => !isOpen(path)),
      [],
    )
    assert.deepEqual(operators.filter(isOpen), [])
    const limitOf = (name: string) =>
      Number(new RegExp(`request_body @${name} \\{\\n\\t\\tmax_size (\\d+)MiB\\n`).exec(file)?.[1]) * 1024 * 1024
    assert.deepEqual(patternsOf('uploads'), uploads)
    assert.ok(limitOf('uploads') > uploadBytes)
    assert.deepEqual([patternsOf('webhook'), limitOf('webhook')], [['/meta/webhook'], metaBodyBytes])
    assert.deepEqual([patternsOf('others'), limitOf('others')], [[...uploads, '/meta/webhook'], maxBodyBytes])
    assert.match(file, /^\t\thealth_uri \/readyz$/m)
    const keptMs = secondsIn(/^\t\t\tkeepalive (\d+s)$/m.exec(file)?.[1])
    assert.ok(keptMs < drainMs)
    assert.equal(file.split('{').length, file.split('}').length)
  })

  test("the chart's Ingress: the same paths", async () => {
    const manifests = renderChart(chart, { ingress: { enabled: true } })
    const ingress = manifests.find(({ kind }) => kind === 'Ingress') as unknown as {
      metadata: { annotations: Record<string, string> }
      spec: { rules: { http: { paths: { path: string }[] } }[] }
    }
    const prefixes = ingress.spec.rules.flatMap(({ http }) => http.paths.map(({ path }) => path))
    const isOpen = (path: string) => prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))
    const { world, operators } = await routes()
    assert.deepEqual(
      world.filter((path) => !isOpen(path)),
      [],
    )
    assert.deepEqual(operators.filter(isOpen), [])
    assert.ok(nginxSize(ingress.metadata.annotations['nginx.ingress.kubernetes.io/proxy-body-size']) > uploadBytes)
  })
})

function at(server: Directive, path: string): Directive {
  const found = locationOf(server, path)
  assert.ok(found, path)
  return found
}

function filledEnv(path: string): Record<string, string> {
  const service: Service | undefined = Object.values(readCompose(path).services).find(
    ({ build }) => build !== undefined,
  )
  return Object.fromEntries(
    Object.entries(service?.environment ?? {}).map(([name, text]) => [name, filled(String(text), given)]),
  )
}
