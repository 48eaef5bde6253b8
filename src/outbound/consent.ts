/**
 * Whether marketing may leave: looked at right before each attempt, since the person may have said no after it was
 * accepted. A message that may not ends at once, and what waits behind it goes on.
 */
import type { Bot } from '../model/bot/bot.ts'
import { failures } from '../model/errors/errors.ts'
import type { ClaimedMessage } from '../store/messages/records.ts'
import type { Store } from '../store/store.ts'
import { type Against, failed } from './former-identity.ts'

export type ConsentDeps = { store: Pick<Store, 'withheld'> }

export async function againstMarketing(
  { store }: ConsentDeps,
  bot: Bot,
  message: ClaimedMessage,
): Promise<Against | undefined> {
  if (!message.isMarketing) return undefined
  const by = await store.withheld(message, bot.marketingCap ?? undefined)
  if (by === undefined) return undefined
  return failed(by, message.possibleDouble ? `${failures[by]} ${mayHaveArrived}` : failures[by])
}

const mayHaveArrived = 'An earlier attempt may have arrived.'
