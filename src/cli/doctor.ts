/**
 * `recado doctor`: what keeps messages from leaving or arriving, each with its fix. What needs no gateway is checked
 * here; the running gateway checks itself and its bots.
 */
import type { Command } from 'commander'
import { type Checked, checkBot, failWhenUnhealthy, textOfChecks, worstOf } from './checks.ts'
import { type Ask, onAsk } from './frame/action.ts'
import { addCommand, addConnection, type Cli } from './frame/command.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import { coloured } from './frame/terminal.ts'
import { allPages } from './pages.ts'

type Options = { bot?: string }

export function addDoctorCommand(program: Command, cli: Cli): void {
  const command = addCommand(program, cli, { usage: 'doctor', about: 'about_doctor', example: 'doctor --bot ventas' })
  command.option('--bot <id>', cli.say('option_doctor_bot'))
  onAsk<Options>(addConnection(command, cli), cli, examine)
}

async function examine(ask: Ask, { bot }: Options): Promise<void> {
  const { output, say, connection } = ask
  const found: Checked[] = []
  if (connection.isLocal) {
    // The store and its plans.
    const { localChecks } = await import('./local-checks.ts')
    const checks = await localChecks(ask, process.env)
    found.push({ status: worstOf(checks), checks })
  }
  found.push(...(await gatewayChecks(ask, bot)))
  output.result({ status: worstOf(found.flatMap(({ checks }) => checks)), parts: found }, () =>
    found
      .map((one) => [coloured('underline', titleOf(ask, one)), textOfChecks(say, one.checks)].join('\n'))
      .join('\n\n'),
  )
  failWhenUnhealthy(say, found)
}

/** A gateway that is not there is one failed check, so that the others are still shown. */
async function gatewayChecks({ api, say, connection }: Ask, bot: string | undefined): Promise<Checked[]> {
  try {
    await api.reach()
    const installation = await api.get<Checked>('/manage/v1/diagnostics')
    const bots = bot === undefined ? await allPages<{ id: string }>(api, '/manage/v1/bots') : [{ id: bot }]
    return [installation, ...(await Promise.all(bots.map(({ id }) => checkBot(api, id))))]
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    const fix =
      error.exitCode === exitCodes.unreachable ? say('fix_gateway', { url: connection.url }) : say('fix_access')
    return [{ status: 'failed', checks: [{ name: 'gateway', status: 'failed', found: error.message, fix }] }]
  }
}

function titleOf({ say, connection }: Ask, { botId, checks }: Checked): string {
  if (botId !== undefined) return say('doctor_bot', { id: botId })
  const isHere = checks.some(({ name }) => name === 'settings')
  return isHere ? say('doctor_here') : say('doctor_gateway', { url: connection.url })
}
