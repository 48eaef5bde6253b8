/** Prints the OpenAPI document of the sandbox's control API, which it makes from its routes when it runs. */
import { startSandbox } from '../../sandbox/server.ts'

const sandbox = await startSandbox({ host: '127.0.0.1', port: 0 })
const document = await (await fetch(`${sandbox.url}/_sandbox/openapi.json`)).text()
await sandbox.stop()
process.stdout.write(document)
