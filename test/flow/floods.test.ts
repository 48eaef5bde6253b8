/**
 * Answers that nobody reads (support/attacks.ts), from a gateway and a sandbox in processes of their own; and a
 * thousand connections at once.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { askUnread, cheapPath, openSocket, storeAttacks, unreadAttacks } from '../support/attacks.ts'
import { bestOfSeveral, freeMs, grownDuring, measureAttack } from '../support/flood-measure.ts'
import { patienceMs } from '../support/gateway.ts'
import { freeDatabase } from '../support/postgres-store.ts'
import { createProbe, freePort, openProbedSite } from '../support/probed-gateway.ts'
import { runCommand } from '../support/process.ts'

const opsPort = await freePort()
const ownPorts = { RECADO_OPS_PORT: String(opsPort), RECADO_RATE_PER_ADDRESS: '0', RECADO_RATE_PER_CLIENT: '0' }

test('answers that nobody reads: memory, and the longest answer of /healthz meanwhile', async (t) => {
  await using site = await openProbedSite(undefined, ownPorts)
  for (const attack of unreadAttacks(opsPort)) await t.test(attack.name, () => measureAttack(site, attack))
})

test('lists that nobody reads and deep nesting, on PostgreSQL', async (t) => {
  await using site = await openProbedSite(await freeDatabase(), ownPorts)
  for (const attack of storeAttacks) await t.test(attack.name, () => measureAttack(site, attack))
})

test('a sandbox in a process of its own: answers that nobody reads', async () => {
  const probe = createProbe()
  await using sandbox = await runCommand('sandbox', { RECADO_SANDBOX_PORT: '0', ...probe.env })
  const look = probe.open()
  const flood = async (path: string) => {
    const sockets = await askUnread(sandbox.pid, sandbox.url, path, '', '/_sandbox/healthz')
    for (const socket of sockets) socket.destroy()
    return (await look()).stretchMs
  }
  for (const path of ['/_sandbox/openapi.json', '/_sandbox/docs', '/_sandbox/export']) {
    await (await fetch(sandbox.url + path)).text()
    await bestOfSeveral(async () => {
      const bound = (await flood(cheapPath)) + freeMs
      return { bound, waited: await grownDuring(sandbox.pid, () => flood(path)) }
    })
  }
})

// What the kernel drops, because its queue is full, comes again after 1, 3, 7, 15 s.
test('a thousand clients that connect at once while the process stands still: the kernel completes all', async () => {
  await using site = await openProbedSite()
  process.kill(site.gateway.pid, 'SIGSTOP')
  try {
    const opening = Promise.all(Array.from({ length: 1_000 }, () => openSocket(site.gateway.url)))
    const sockets = await Promise.race([opening, delay(patienceMs, undefined, { ref: false })])
    assert.ok(sockets)
    for (const socket of sockets) socket.destroy()
  } finally {
    process.kill(site.gateway.pid, 'SIGCONT')
  }
})
