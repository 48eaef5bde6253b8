/** `recado sandbox`: the pretend WhatsApp alone, on RECADO_HOST and RECADO_SANDBOX_PORT. */
import { loadConfig } from '../config.ts'
import { sandboxNumber } from '../sandbox/identity.ts'
import { startSandbox } from '../sandbox/server.ts'

export async function runSandbox(): Promise<void> {
  const loaded = loadConfig(process.env)
  if (!loaded.ok) throw new Error(loaded.problems.join(' '))
  const { host, sandboxPort, logLevel } = loaded.config
  const sandbox = await startSandbox({ host, port: sandboxPort, logLevel, demoPerson: true })
  process.stdout.write(
    [
      '',
      `  The sandbox WhatsApp is ready at ${sandbox.url}  (the phone)`,
      '',
      `  Graph API   ${sandbox.url}/v25.0/${sandboxNumber.phoneNumberId}/messages, any bearer token`,
      `  webhooks    PUT ${sandbox.url}/_sandbox/subscription {"url":"…"}`,
      '',
      '',
    ].join('\n'),
  )
  const end = () => void sandbox.stop().then(() => process.exit(0))
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
}
