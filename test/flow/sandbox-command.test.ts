/** `recado sandbox` as a process: its options, its banner's request, one line for a mistake, and a clean end. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseCurl } from '../support/documents.ts'
import { asAtTerminal, commandEnv } from '../support/process.ts'
import { startReceiver } from '../support/receiver.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const quiet = { ...commandEnv, RECADO_LOG_LEVEL: 'silent' }

function run(...options: string[]) {
  const args = [...asAtTerminal, 'src/cli.ts', 'sandbox', ...options]
  const child = spawn(process.execPath, args, { cwd: root, env: quiet })
  let [output, errors] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const ended = once(child, 'close').then(([code]) => ({ code, output, errors }))
  return { child, ended, output: () => output }
}

/** The whole banner, or the output in its place. */
async function ready({ child, ended, output }: ReturnType<typeof run>): Promise<string> {
  while (!output().includes('-d ')) {
    const more = await Promise.race([once(child.stdout, 'data'), ended])
    if (!Array.isArray(more)) throw new Error(more.errors)
  }
  return output()
}

const post = async (text: string, from: string, to: string) => {
  const { url, headers, body } = parseCurl(text.slice(text.indexOf('curl')).trim(), {})
  const answer = await fetch(url.replace(from, to), {
    method: 'POST',
    headers,
    ...(body === undefined ? {} : { body }),
  })
  return { status: answer.status, body: (await answer.json()) as { messages: { id: string }[] } }
}

test('the same seed gives the same ids; rules and webhook are as configured; the banner works; SIGINT ends it', async () => {
  await using receiver = await startReceiver()
  const play = async () => {
    const options = ['--seed', '9', '--rule', 'window=off', '--rule', 'pairRate=off', '--webhook', receiver.url]
    const command = run('--host', '127.0.0.1', '--port', '0', ...options, '--template-review', 'manual')
    const banner = await ready(command)
    const url = /ready at (http:\S+)/.exec(banner)?.[1] ?? ''
    for (const part of [`${url}/_sandbox/docs`, '100000000000001', receiver.url]) assert.ok(banner.includes(part), part)
    const rules = (await (await fetch(`${url}/_sandbox/rules`)).json()) as Record<string, unknown>
    assert.deepEqual([rules.window, rules.pairRate, rules.content], [false, false, true])
    const review = (await (await fetch(`${url}/_sandbox/review`)).json()) as { mode: string }
    assert.equal(review.mode, 'manual')
    await receiver.first(({ raw }) => raw.includes('Hola'))
    receiver.received.length = 0
    const sent = await post(banner, url, url)
    assert.equal(sent.status, 200)
    command.child.kill('SIGINT')
    assert.equal((await command.ended).code, 0)
    return sent.body.messages[0]?.id
  }
  const first = await play()
  assert.match(first ?? '', /^wamid\./)
  assert.equal(await play(), first)
})

describe('a mistake is one clear line and exit code 2, that of wrong usage', () => {
  const wrongs: [string[], RegExp][] = [
    [['--port', 'abc'], /--port .* from 0 to 65535/],
    [['--port', '70000'], /--port/],
    [['--seed', 'x'], /--seed/],
    [['--webhook', 'ftp://x'], /--webhook .* http/],
    [['--rule', 'gravity=off'], /no rule gravity/],
    [['--rule', 'window=maybe'], /window=on or window=off/],
    [['--template-review', 'never'], /--template-review .* manual/],
    [['--nothing'], /--nothing/],
  ]
  for (const [options, expected] of wrongs)
    test(options.join(' '), async () => {
      const { code, output, errors } = await run(...options).ended
      assert.deepEqual([code, output, errors.trim().split('\n').length], [2, '', 1], errors)
      assert.match(errors, expected)
    })

  test('a taken port', async () => {
    const holder = createServer()
    await new Promise<void>((listening) => holder.listen(0, '127.0.0.1', listening))
    const { port } = holder.address() as AddressInfo
    const { code, output, errors } = await run('--port', String(port)).ended
    holder.close()
    assert.deepEqual([code, output], [1, ''])
    assert.match(errors, new RegExp(`^recado: port ${port} is taken[^\n]*\n$`))
  })
})
