/**
 * Every block of the guide that is meant to be run, page by page, against one gateway and its sandbox, as a reader
 * pastes it. The English pages suffice: test/rules/guide.test.ts holds the code of the others to theirs.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { adminToken, eventually, type Gateway, person, startGateway } from '../support/gateway.ts'
import { type GuideBlock, guideBlocks, guidePages, readGuidePage } from '../support/guide.ts'
import { openGuideShell, purposeOf } from '../support/guide-shell.ts'

/** What a reader has set before: the token of the first start, and the settings of the gateway that runs. */
const environmentOf = (gateway: Gateway) => ({
  RECADO_ADMIN_TOKEN: adminToken,
  RECADO_OPS_TOKEN: '',
  RECADO_DATA_DIR: gateway.dataDir,
  RECADO_PORT: new URL(gateway.url).port,
})

async function runPage(gateway: Gateway, blocks: readonly GuideBlock[]): Promise<void> {
  const shell = openGuideShell(gateway, environmentOf(gateway))
  try {
    for (const block of blocks) {
      const { code, output } = await shell.run(block.text)
      // 22 is curl's own code for an answer of 400 and above.
      assert.equal(code, purposeOf(block) === 'refuse' ? 22 : 0, `${block.text}\n${output}`)
    }
  } finally {
    shell.end()
  }
}

describe('what the guide says to run', () => {
  let gateway: Gateway
  before(async () => {
    gateway = await startGateway()
  })
  after(() => gateway?.[Symbol.asyncDispose]())

  for (const name of guidePages('en')) {
    const blocks = guideBlocks(readGuidePage('en', name)).filter((block) => purposeOf(block) !== undefined)
    if (blocks.length === 0) continue
    test(name, () => runPage(gateway, blocks))
  }
})

describe('every message of the guide reaches the phone', () => {
  for (const name of ['messages.md', 'templates.md']) {
    test(name, async () => {
      const isSend = ({ text, picture }: GuideBlock) => picture !== undefined && text.includes('curl')
      const sends = guideBlocks(readGuidePage('en', name)).filter(isSend)
      assert.ok(sends.length > 10, String(sends.length))
      // What the operator's pages do to theirs, from faults to a person's erasure, is not in the way here.
      await using gateway = await startGateway()
      await runPage(gateway, sends)
      const arrived = await eventually(async () => {
        const messages = await gateway.phone(person)
        return messages.length >= sends.length && messages.every(({ status }) => status !== 'accepted') && messages
      }, `${sends.length} messages`)
      assert.deepEqual(
        arrived.filter(({ status }) => status === 'failed').map(({ rendered }) => rendered),
        [],
      )
    })
  }
})
