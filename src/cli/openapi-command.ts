/** `recado openapi`: loads the gateway's routes only when it runs. */
import type { Command } from 'commander'
import { addCommand, type Cli } from './frame/command.ts'

export function addOpenapiCommand(program: Command, cli: Cli): void {
  addCommand(program, cli, { usage: 'openapi', about: 'about_openapi', example: 'openapi > openapi.json' }).action(
    async () => (await import('./openapi.ts')).openapi(),
  )
}
