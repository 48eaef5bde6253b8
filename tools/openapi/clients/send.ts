/** Starts a gateway with its sandbox, lets each generated client send, and looks at the phone. */
import { pathToFileURL } from 'node:url'
import { demoClient } from '../../../src/app/demo.ts'
import { startGateway } from '../../../test/support/gateway.ts'

const [, , folder = ''] = process.argv
await using gateway = await startGateway()
const authorization = `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}`
for (const name of ['openapi-fetch', 'hey-api']) {
  const { send } = await import(pathToFileURL(`${folder}/built/${name}.js`).href)
  const messageId = await send(gateway.url, authorization)
  process.stdout.write(`${name}: compiled, sent ${messageId}\n`)
}
const phone = await gateway.phoneUntil(
  (messages) => messages.filter(({ direction }) => direction === 'out').length >= 3,
)
process.stdout.write(`${phone.length} messages are on the phone\n`)
