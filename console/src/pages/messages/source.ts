/** Where lists of messages come from: all bots, both directions, newest first, by cursor. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Args, Item } from '../../../../sdk/client.ts'
import { type Between, rangeOf } from '../../app/days.ts'
import { gateway } from '../../app/gateway.ts'
import type { listPages } from '../../app/list-pages.ts'
import { bareNumber } from '../../kit/written-number.ts'
import type { Words } from '../../words/words.tsx'

export type Row = Item<'findMessages'>
/** As the address has it. */
export type Filter = { [Name in (typeof listPages.messages.filters)[number]]?: string }

const pageSize = 50

export function messagesQuery(filter: Filter) {
  return infiniteQueryOptions({
    queryKey: ['messages', 'found', filter],
    queryFn: ({ pageParam }) =>
      gateway.findMessages({ ...asked(filter), limit: pageSize, ...(pageParam !== '' && { after: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: ({ _metadata: { next } }) => next ?? undefined,
  })
}

type Asked = Args<'findMessages'>

function asked({ bot, person, code, template, campaign, id, period, from, to, ...words }: Filter): Asked {
  const given = {
    ...words,
    botId: bot,
    person: person && bareNumber(person),
    errorCode: code?.trim(),
    elementName: template?.trim(),
    campaignId: campaign?.trim(),
    // Meta's ids say what they are.
    [id?.startsWith('wamid.') ? 'wamid' : 'messageId']: id?.trim(),
    ...rangeOf({ period, from, to } as Between),
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value)) as Asked
}

export const latestQuery = queryOptions({
  queryKey: ['messages', 'latest'],
  queryFn: async () => (await gateway.findMessages({ limit: 6 })).results,
})

/** The person of the conversation, whichever way the message went. */
export function personOf({ userId, name }: Row): { id: string; name: string } {
  return { id: userId, name: name || userId }
}

type Said = { bubble: { type: string; text?: string | undefined } }

/** What a message says in one line; of what is no text, its kind. */
export function textOf({ bubble: { type, text } }: Said, t: Words['t']): string {
  return text !== undefined && text !== '' ? text : kindOf(type, t)
}

const kinds = [
  ...(['text', 'image', 'video', 'audio', 'file', 'document', 'sticker', 'location', 'contacts', 'hsm'] as const),
  ...(['reaction', 'flow', 'order', 'system', 'edit', 'revoke', 'call_permission', 'product', 'unsupported'] as const),
] as const

export function kindOf(type: string, t: Words['t']): string {
  const kind = kinds.find((one) => one === type.toLowerCase())
  return kind === undefined ? type : t(`kind.${kind}`)
}
