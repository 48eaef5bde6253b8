/**
 * `npm run bench`: accepted messages per second, and end to end (accept, send to the sandbox, three statuses, three
 * events out), beside a bare Fastify echo in the same run. Every part is a process of its own on this machine; only the
 * ratios apply to other machines.
 */
import { availableParallelism, cpus, totalmem } from 'node:os'
import { endChildren, start } from './child.ts'
import { drained, endToEnd, flood, middle, nextMessage, type Request, setStage, textBody } from './stage.ts'

try {
  await main()
} finally {
  endChildren()
}

type Round = { echoed: number; accepted: number; endToEnd: number }

/** A shared machine's speed varies from one second to the next: rounds, each with its own echo, and medians. */
async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 3)
  const seconds = Number(process.argv[3] ?? 4)
  const messages = Number(process.argv[4] ?? 5_000)
  const echo = await start(['bench/echo.ts'])
  const stage = await setStage()
  const { gateway, receiver } = stage
  const echoNext = () => ({ path: '/echo', body: textBody('593987654321') })
  await perSecond(echo.url, 2, echoNext)
  await perSecond(gateway.url, 2, nextMessage)
  const measured: Round[] = []
  for (let round = 1; round <= rounds; round++) {
    await drained(receiver)
    const echoed = await perSecond(echo.url, seconds, echoNext)
    const accepted = await perSecond(gateway.url, seconds, nextMessage)
    await drained(receiver)
    measured.push({ echoed, accepted, endToEnd: await endToEnd(stage, messages) })
    process.stderr.write(
      `round ${round}: ${Object.values(measured.at(-1) ?? {})
        .map(Math.round)
        .join(' ')}\n`,
    )
  }
  report(measured)
}

async function perSecond(url: string, seconds: number, next: () => Request): Promise<number> {
  const startedAt = performance.now()
  let asked = 0
  const counted = () => {
    asked += 1
    return next()
  }
  await flood(url, counted, () => performance.now() < startedAt + seconds * 1_000)
  return asked / ((performance.now() - startedAt) / 1_000)
}

function report(rounds: Round[]): void {
  const figure = (pick: (round: Round) => number) => Math.round(middle(rounds.map(pick))).toLocaleString('en-US')
  const ofEcho = (pick: (round: Round) => number) =>
    middle(rounds.map((round) => pick(round) / round.echoed)).toFixed(2)
  process.stdout.write(
    [
      '',
      `machine           ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}; medians of ${rounds.length} rounds`,
      `bare echo         ${figure((round) => round.echoed)} requests/s`,
      `accepted          ${figure((round) => round.accepted)} messages/s while sending, ${ofEcho((round) => round.accepted)} of the echo (aim 0.15)`,
      `end to end        ${figure((round) => round.endToEnd)} messages/s with three statuses and three events each, ${ofEcho((round) => round.endToEnd)} of the echo (aim 1,500/s)`,
      '',
      '',
    ].join('\n'),
  )
}
