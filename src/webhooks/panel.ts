/** An event in the form of the endpoint that gets it: the external support panel has one of its own. Pure. */
import type { Bot, Endpoint } from '../model/bot/bot.ts'
import { objectOf } from '../model/json.ts'
import { panelBody } from '../model/support/panel-body.ts'
import type { Post } from './post.ts'

/** The stored body, as every attempt has it, becomes the same bytes each time. */
export function panelPost(post: Post, { endpoint, bot }: { endpoint: Endpoint; bot: Bot }): Post {
  if (endpoint.door !== 'panel') return post
  const event = objectOf(JSON.parse(post.body))
  const body = event && panelBody(event, bot)
  return body === undefined ? post : { ...post, body: JSON.stringify(body) }
}
