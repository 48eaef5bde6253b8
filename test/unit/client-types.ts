/**
 * What the types of `recado/client` and `recado/webhooks` permit and refuse. `npm run check` compiles it; nothing runs
 * it. A line that is refused no more, or refused without a mark, fails there.
 */
import type { Answer, Args, Item, ListId, Recado, RecadoOptions, Schemas } from '../../sdk/client.ts'
import type { EventBody, ReceiverOptions, WholeEvent } from '../../sdk/webhooks.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

export const answers = [
  true satisfies Equal<Answer<'sendMessage'>, Schemas['MessageAccepted']>,
  true satisfies Equal<Answer<'deleteBot'>, undefined>,
  true satisfies Equal<Answer<'getCampaignReport'>, string>,
  true satisfies Equal<Answer<'getMedia'>, Blob>,
  true satisfies Equal<Item<'listClients'>, Schemas['Client']>,
  true satisfies Equal<EventBody<'message'>, Schemas['EventMessage']>,
]

export const lists: ListId[] = [
  'listUsers',
  'listEvents',
  'listAuditTrail',
  // @ts-expect-error: it has no pages
  'listMySessions',
]

export const credentials: RecadoOptions[] = [
  { baseUrl: 'https://gateway.example.com' },
  { baseUrl: new URL('https://gateway.example.com'), adminToken: 't' },
  // @ts-expect-error: half of a client
  { baseUrl: 'https://gateway.example.com', clientId: 'demo' },
  // @ts-expect-error: two at once
  { baseUrl: 'https://gateway.example.com', apiKey: 'k', adminToken: 't' },
]

export const changed: Args<'updateBot'> = { botId: 'demo', ifMatch: '"r"', body: {} }

export async function calls(recado: Recado, form: FormData): Promise<unknown> {
  await recado.getMe()
  await recado.listUsers({ botId: 'demo', page: 2 })
  await recado.createCampaign({ body: form })
  await recado.renewWebhookSecret({ botId: 'demo' })
  // @ts-expect-error: no bot
  await recado.listUsers({ page: 2 })
  // @ts-expect-error: no such field
  await recado.listUsers({ botId: 'demo', pages: 2 })
  // @ts-expect-error: a form only where one is taken
  await recado.sendMessage({ botId: 'demo', body: form })
  // @ts-expect-error: no such kind of message
  await recado.sendMessage({ botId: 'demo', body: { type: 'txet', userId: '1', text: 'x' } })
  // @ts-expect-error: no body
  await recado.sendMessage({ botId: 'demo' })
  // @ts-expect-error: it takes no key
  return recado.getUser({ botId: 'demo', userId: '1', idempotencyKey: 'k' })
}

export const receiver: ReceiverOptions = {
  secret: ['whsec_1', 'whsec_2'],
  onEvent: (event) => {
    if (event.type === 'message') return event.body.bubble.type
    if (event.type === 'skill') return { messages: [] } satisfies Schemas['SkillAnswer']
    // @ts-expect-error: only a message has a bubble
    return event.body.bubble
  },
}

/** Every kind is told apart, and none is forgotten. */
export function subject(event: WholeEvent): string | null | undefined {
  switch (event.type) {
    case 'campaign':
      return event.body.campaignId
    case 'endpoint_disabled':
      return event.body.endpointId
    case 'other':
      return event.body.event
    default:
      return event.id
  }
}
