/**
 * The person and the bot that a request to the users' resources means: a user in any form that identifies the person,
 * and a bot named in the query or body instead of the path. Each function refuses by itself and then returns undefined.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Bot } from '../../model/bot/bot.ts'
import { exactText } from '../../model/request/check.ts'
import { readUserIdText } from '../../model/user/phone.ts'
import { admitToBot, clientOf } from '../kit/auth.ts'
import type { HttpDeps } from '../kit/deps.ts'
import { refuseInvalid } from '../kit/errors.ts'

const botId = Type.String({ description: 'Id of the bot.', examples: ['demo'] })

export const onlyUserParams = Type.Object({
  userId: Type.String({
    description: 'Digits with country code, in either spelling; or a business-scoped id.',
    examples: ['593987654321'],
  }),
})

export const botQuery = Type.Object({
  botId: Type.Optional({ ...botId, description: "Id of the bot; optional when the client's scope is one bot." }),
})

export const botOfBody = botId

/** Digits or a scoped id; a number in E.164 loses its plus, and surrounding space is removed. */
export function readUserId(
  request: FastifyRequest,
  reply: FastifyReply,
  given: string | number,
  path = 'userId',
): string | undefined {
  const userId = readUserIdText(exactText(given) ?? '')
  if (userId === undefined) refuseInvalid(request, reply, [{ path, rule: 'phone_digits' }])
  return userId
}

/** The named bot, within the client's scope; otherwise the only one that the client may use. */
export async function admitToNamedBot(
  deps: Pick<HttpDeps, 'store'>,
  request: FastifyRequest,
  reply: FastifyReply,
  named: string | undefined,
): Promise<Bot | undefined> {
  const botId = named ?? (await onlyBotOf(deps, request))
  if (botId === undefined) {
    refuseInvalid(request, reply, [{ path: 'botId', rule: 'required' }])
    return undefined
  }
  await admitToBot(deps, request, reply, botId)
  return request.bot
}

async function onlyBotOf({ store }: Pick<HttpDeps, 'store'>, request: FastifyRequest): Promise<string | undefined> {
  const { bots: scope } = clientOf(request)
  const usable = scope === 'all' ? await store.botIds(2) : scope
  return usable.length === 1 ? usable[0] : undefined
}
