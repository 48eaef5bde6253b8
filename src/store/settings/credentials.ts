/** The effect of a bot's change on credentials that others hold: Graph servers and webhook receivers. */
import type { Bot } from '../../model/bot/bot.ts'

/** The secret with which receivers verify until they have the new one; a second rotation drops the one before. */
export function formerOf({ webhookSecret }: Bot, change: BotChange): Pick<Bot, 'formerWebhookSecret'> {
  const { formerUntil } = change
  if (formerUntil === undefined) return {}
  return { formerWebhookSecret: { secret: webhookSecret, until: formerUntil } }
}

/**
 * A credential belongs to the server it was issued for: a new Graph server needs its own credential in the same change,
 * or none is stored.
 */
export function isGraphMovedAlone(known: Bot, channel: BotChange['channel']): boolean {
  const isMoved = channel?.graphUrl !== undefined && channel.graphUrl !== known.channel.graphUrl
  return isMoved && channel.accessToken === undefined
}

/** The given fields; `webhookUrl` is the URL of the bot webhook, null for none. */
export type BotChange = Partial<Omit<Bot, 'id' | 'channel' | 'createdAt' | 'updatedAt' | 'revision'>> & {
  channel?: Partial<Bot['channel']>
  webhookUrl?: string | null
  /** With a new webhook secret: until when the present one also signs. */
  formerUntil?: number
}
