/** What a change of a bot does to credentials that others hold: Graph servers, and receivers of webhooks. Called by settings.ts. */
import type { Bot } from '../model/bot.ts'
import type { BotChange } from './settings.ts'

/** What receivers verify with until they have the new one; a second renewal ends the one before. */
export function formerOf({ webhookSecret }: Bot, change: BotChange): Pick<Bot, 'formerWebhookSecret'> {
  const { formerUntil } = change
  if (formerUntil === undefined) return {}
  return { formerWebhookSecret: { secret: webhookSecret, until: formerUntil } }
}

/** A credential is for whom it was given to: another Graph server gets one of its own with the same change, or none. */
export function isGraphMovedAlone(known: Bot, channel: BotChange['channel']): boolean {
  const isMoved = channel?.graphUrl !== undefined && channel.graphUrl !== known.channel.graphUrl
  return isMoved && channel.accessToken === undefined
}
