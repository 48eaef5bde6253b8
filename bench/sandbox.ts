/** The sandbox as a process of its own, without its rate limits, since the gateway is measured. Prints its address. */
import { startSandbox } from '../sandbox/server.ts'

const sandbox = await startSandbox({
  host: '127.0.0.1',
  port: 0,
  statusDelayMs: { sent: 5, delivered: 20, read: 40 },
  rules: { window: false, pairRate: false, throughput: false },
  historyLimit: 10_000,
})
process.stdout.write(`ready at ${sandbox.url}\n`)
