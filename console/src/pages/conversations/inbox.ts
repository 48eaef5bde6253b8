/** What the team keeps of conversations, as the pages ask for it. Keys begin as `app/live.ts` reads them. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Answer, Item } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { tagged } from '../../app/tagged.ts'
import type { Person } from './source.ts'

export type InboxItem = Item<'listConversations'>
export type QuickAnswer = Answer<'getQuickAnswer'>

/** One of these, and a label. */
export const shows = ['all', 'mine', 'nobody', 'unread', 'manual'] as const
export type Show = (typeof shows)[number]
export type InboxFilter = { show?: string; label?: string }

const perPage = 40

function asked({ show, label }: InboxFilter) {
  return {
    ...(label !== undefined && { label }),
    ...(show === 'mine' && { assignee: 'me' }),
    ...(show === 'nobody' && { assignee: 'none' }),
    ...(show === 'unread' && { unread: 'true' as const }),
    ...(show === 'manual' && { state: 'manual' as const }),
  }
}

export function inboxQuery(botId: string, filter: InboxFilter) {
  return infiniteQueryOptions({
    queryKey: ['chats', botId, 'inbox', filter],
    queryFn: ({ pageParam }) => pageOf(botId, filter, pageParam),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
}

/** Behind a rare filter a page may be empty and go on: as far as there is something to show. */
async function pageOf(
  botId: string,
  filter: InboxFilter,
  from: string,
): Promise<{ rows: readonly InboxItem[]; next: string | null }> {
  const after = from === '' ? {} : { after: from }
  const { results, _metadata } = await gateway.listConversations({ botId, limit: perPage, ...asked(filter), ...after })
  if (results.length > 0 || _metadata.next === null) return { rows: results, next: _metadata.next }
  return pageOf(botId, filter, _metadata.next)
}

export function conversationQuery(botId: string, userId: string) {
  return queryOptions({
    queryKey: ['person', botId, userId, 'inbox'],
    queryFn: () => tagged((options) => gateway.getConversation({ botId, userId }, options)),
  })
}

export function notesQuery(botId: string, userId: string) {
  return queryOptions({
    queryKey: ['person', botId, userId, 'notes'],
    queryFn: async () => (await gateway.listNotes({ botId, userId })).results,
  })
}

export function assigneesQuery(botId: string) {
  return queryOptions({
    queryKey: ['assignees', botId],
    queryFn: async () => (await gateway.listAssignees({ botId })).results,
  })
}

export function quickAnswersQuery(botId: string) {
  return queryOptions({
    queryKey: ['quick-answers', botId],
    queryFn: async () => (await gateway.listQuickAnswers({ botId })).results,
  })
}

/** The answer as this person would read it; what is not known of them stays empty. */
export function filledFor(text: string, { names, id, phone, memory }: Person): string {
  return text.replaceAll(/\{\{([^{}]*)\}\}/g, (_, written: string) => {
    const [what, ...path] = written.trim().split('.')
    if (what === 'name') return names
    if (what === 'phone') return phone ?? id
    const found = path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], memory)
    return typeof found === 'string' || typeof found === 'number' ? String(found) : ''
  })
}
