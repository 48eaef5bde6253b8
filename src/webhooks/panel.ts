/** An event in the form of the endpoint that gets it: the external support panel has one of its own. Pure. */
import type { Bot, Endpoint } from '../model/bot/bot.ts'
import { objectOf } from '../model/json.ts'
import { panelBody } from '../model/support/panel-body.ts'
import type { Post } from './post.ts'

/** The stored body, as every attempt has it, becomes the same bytes each time. */
export function panelPost(delivery: Post, { endpoint, bot }: { endpoint: Endpoint; bot: Bot }): Post {
  if (endpoint.door !== 'panel') return delivery
  const event = objectOf(JSON.parse(delivery.body))
  const body = event && panelBody(event, bot)
  if (body === undefined) return delivery
  const { type: _, ...post } = delivery
  return { ...post, body: JSON.stringify(body) }
}
