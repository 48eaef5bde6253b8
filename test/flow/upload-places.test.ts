/**
 * Files that go straight to Meta are in memory until Meta has answered, so for as long they take one of their caller's
 * places for uploads: a Meta that is silent cannot have a caller fill the memory.
 */
import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { eventually, startGateway } from '../support/gateway.ts'

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
  Buffer.from('0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082', 'hex'),
])

for (const path of ['profile/picture', 'template-samples']) {
  test(`${path}: while Meta does not answer, the caller has no place for another file`, async () => {
    const unanswered: ServerResponse[] = []
    const asked: string[] = []
    const graph = createServer(({ url = '' }, response) => {
      asked.push(url)
      unanswered.push(response)
    })
    await new Promise<void>((resolve) => graph.listen(0, '127.0.0.1', resolve))
    const graphUrl = `http://127.0.0.1:${(graph.address() as AddressInfo).port}`
    await using gateway = await startGateway({ RECADO_UPLOADS_PER_CLIENT: '1' })
    const channel = {
      ...{ graphUrl, graphVersion: 'v25.0', phoneNumberId: '100000000000077', wabaId: '200000000000077' },
      ...{ appId: '300000000000077', accessToken: 'token', appSecret: 'a secret', verifyToken: 'verify' },
    }
    const { status } = await gateway.manage('POST', '/manage/v1/bots', { id: 'silent', name: 'Silent', channel })
    assert.equal(status, 201)
    const grants = [{ role: 'admin', bots: 'all' }]
    const { body } = await gateway.manage('POST', '/manage/v1/api-keys', { name: 'admin', grants })
    const upload = () => {
      const form = new FormData()
      form.append('file', new File([new Uint8Array(png)], 'foto.png', { type: 'image/png' }))
      const headers = { authorization: `Bearer ${String(body.apiKey)}` }
      return fetch(`${gateway.url}/manage/v1/bots/silent/${path}`, { method: 'POST', headers, body: form })
    }
    const isAsked = () => asked.some((url) => url.includes('/uploads?'))
    const first = upload()
    await eventually(isAsked, 'Meta has been asked for the first')
    assert.equal((await upload()).status, 429)
    const end = () => {
      for (const response of unanswered.splice(0)) response.destroy()
    }
    const ending = setInterval(end, 50)
    try {
      assert.notEqual((await first).status, 429)
      assert.notEqual((await upload()).status, 429, 'its place is free again')
    } finally {
      clearInterval(ending)
      graph.closeAllConnections()
      graph.close()
    }
  })
}
