/** A deleted bot for the operator: its id, and how far the deletion has come. */
import { type Static, Type } from 'typebox'
import { withName } from '../../model/request/named.ts'
import type { DeletedBot } from '../../store/bots/deleted-bots.ts'
import { instant, iso, oneOf } from '../kit/schemas.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })
const nullable = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

export const deletedBotSchema = Type.Object({
  botId: Type.String(),
  phoneNumberId: nullable('The only number that may use the id again; null: none (deleted by an earlier version).'),
  wabaId: nullable("The number's account."),
  stage: oneOf(['ending', 'telling', 'removing', 'ended'], {
    description:
      '`telling`: the last events are delivered. `removing`: endpoints and files. `ended`: only history is left.',
  }),
  deletedAt: instant,
  endedAt: Type.Union([instant, Type.Null()]),
  ended: Type.Object(
    {
      campaigns: count('Canceled.'),
      skillRuns: count('Passed to the bot webhook.'),
      messages: count('Failed with BOT_DELETED.'),
    },
    { description: 'Queued work ended so far.' },
  ),
})

withName('DeletedBot', deletedBotSchema)

export function deletedBotView(bot: DeletedBot): Static<typeof deletedBotSchema> {
  return {
    botId: bot.id,
    phoneNumberId: bot.phoneNumberId ?? null,
    wabaId: bot.wabaId ?? null,
    stage: bot.stage,
    deletedAt: iso(bot.deletedAt),
    endedAt: bot.endedAt === undefined ? null : iso(bot.endedAt),
    ended: bot.ended,
  }
}
