/** `recado client` and `recado key`: who may call the API. A secret is shown once, when it is made. */
import type { Command } from 'commander'
import { daySeconds } from './days.ts'
import { type Ask, onAsk } from './frame/action.ts'
import { addCommand, addConnection, addGroup, type Cli } from './frame/command.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import { coloured, tableOf, visible } from './frame/terminal.ts'
import { overlapSecondsOf } from './overlap.ts'
import { allPages } from './pages.ts'

type Bots = 'all' | string[]
type Client = { clientId: string; name: string; bots: Bots; clientSecret?: string }
type Key = {
  keyId: string
  name: string
  prefix: string
  grants: { role: string; bots: Bots }[]
  expiresAt: string | null
}

export function addClientCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(program, cli, 'client', 'about_client')
  const add = addCommand(group, cli, {
    usage: 'add <name>',
    about: 'about_client_add',
    example: 'client add Tienda --bots ventas,soporte',
  })
    .option('--id <id>', say('option_client_id'))
    .option('--bots <ids>', say('option_bots'), 'all')
  onAsk<{ id?: string; bots: string }>(addConnection(add, cli), cli, async ({ api, output }, options, [name = '']) => {
    const body = { id: options.id, name, bots: botsOf(options.bots) }
    showClient({ output, say }, await api.post<Client>('/manage/v1/clients', body))
  })
  const list = addCommand(group, cli, { usage: 'list', about: 'about_client_list', example: 'client list' })
  onAsk(addConnection(list, cli), cli, listClients)
  const renew = addCommand(group, cli, {
    usage: 'renew <id>',
    about: 'about_client_renew',
    example: 'client renew tienda',
  })
  renew.option('--overlap <hours>', say('option_overlap_secret'))
  onAsk<{ overlap?: string }>(addConnection(renew, cli), cli, async ({ api, output }, { overlap }, [id = '']) => {
    const path = `/manage/v1/clients/${encodeURIComponent(id)}/secrets`
    showClient({ output, say }, await api.post<Client>(path, overlapSecondsOf(overlap, say)))
  })
  const remove = addCommand(group, cli, {
    usage: 'remove <id>',
    about: 'about_client_remove',
    example: 'client remove tienda',
  })
  onAsk(addConnection(remove, cli), cli, (ask, _options, [id = '']) => removeAt(ask, '/manage/v1/clients/', id))
}

function showClient({ output, say }: Pick<Ask, 'output' | 'say'>, client: Client): void {
  const { clientId, clientSecret = '' } = client
  output.result(client, () => say('client_made', { clientId, clientSecret }))
}

async function listClients({ api, output, say }: Ask): Promise<void> {
  const clients = await allPages<Client>(api, '/manage/v1/clients')
  const rows = clients.map(({ clientId, name, bots }) => [coloured('bold', clientId), visible(name), botsText(bots)])
  output.result(clients, () => (rows.length === 0 ? say('list_empty') : tableOf(rows)))
}

export function addKeyCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(program, cli, 'key', 'about_key')
  const add = addCommand(group, cli, {
    usage: 'add <name>',
    about: 'about_key_add',
    example: 'key add Informes --role viewer --days 90',
  })
    .requiredOption('--role <role>', say('option_role'))
    .option('--bots <ids>', say('option_bots'), 'all')
    .option('--days <number>', say('option_days'))
  onAsk<KeyOptions>(addConnection(add, cli), cli, addKey)
  const list = addCommand(group, cli, { usage: 'list', about: 'about_key_list', example: 'key list' })
  onAsk(addConnection(list, cli), cli, listKeys)
  const remove = addCommand(group, cli, {
    usage: 'remove <id>',
    about: 'about_key_remove',
    example: 'key remove key_01k0j3v4e5f6g7h8j9kamnbpcq',
  })
  onAsk(addConnection(remove, cli), cli, (ask, _options, [id = '']) => removeAt(ask, '/manage/v1/api-keys/', id))
}

type KeyOptions = { role: string; bots: string; days?: string }

async function addKey(
  { api, output, say }: Ask,
  { role, bots, days }: KeyOptions,
  [name = '']: string[],
): Promise<void> {
  const expiresInSeconds = days === undefined ? undefined : daySeconds(days)
  if (days !== undefined && expiresInSeconds === undefined)
    throw new CommandFailure(exitCodes.usage, say('number_wrong', { option: '--days' }))
  const body = { name, grants: [{ role, bots: botsOf(bots) }], expiresInSeconds }
  const key = await api.post<Key & { apiKey: string }>('/manage/v1/api-keys', body)
  output.result(key, () => say('key_made', { keyId: key.keyId, apiKey: key.apiKey }))
}

async function listKeys({ api, output, say }: Ask): Promise<void> {
  const keys = await allPages<Key>(api, '/manage/v1/api-keys')
  const rows = keys.map(({ keyId, name, prefix, grants, expiresAt }) => [
    coloured('bold', keyId),
    visible(name),
    `${prefix}…`,
    grants.map(({ role, bots }) => `${role}: ${botsText(bots)}`).join('; '),
    expiresAt?.slice(0, 10) ?? '–',
  ])
  output.result(keys, () => (rows.length === 0 ? say('list_empty') : tableOf(rows)))
}

async function removeAt({ api, output, say }: Ask, path: string, id: string): Promise<void> {
  await api.delete(path + encodeURIComponent(id))
  output.result({ id, removed: true }, () => say('removed', { name: id }))
}

function botsOf(text: string): Bots {
  return text === 'all' ? 'all' : text.split(',').map((id) => id.trim())
}

function botsText(bots: Bots): string {
  return bots === 'all' ? 'all' : bots.join(', ')
}
