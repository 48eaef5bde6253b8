/**
 * The pages whose filters stand in the address, as the router and saved views know them: the gateway stores a view with
 * these filters alone (src/model/access/saved-view.ts; a test compares the two).
 */
import type { Schemas } from '../../../sdk/client.ts'

export type View = Schemas['View']
export type ListPage = View['page']
export type Filters = Readonly<Record<string, string>>

const time = ['period', 'from', 'to'] as const

export const listPages = {
  messages: {
    path: '/messages',
    word: 'nav.messages',
    filters: ['bot', 'person', 'direction', 'state', 'code', 'kind', 'template', 'campaign', 'id', ...time],
  },
  conversations: { path: '/conversations', word: 'nav.conversations', filters: ['bot', 'show', 'label'] },
  deliveries: {
    path: '/webhooks/deliveries',
    word: 'deliveries.title',
    filters: ['bot', 'endpoint', 'state', 'type', 'text', 'status'],
  },
  campaigns: { path: '/campaigns', word: 'nav.campaigns', filters: ['bot', 'status'] },
  campaign_people: {
    path: '/campaigns/$campaignId',
    word: 'campaign.people',
    filters: ['bot', 'campaign', 'state', 'code', 'person'],
  },
  templates: { path: '/templates', word: 'nav.templates', filters: ['bot', 'status', 'category'] },
  optouts: { path: '/optouts', word: 'nav.optouts', filters: ['bot', 'person'] },
  refused: { path: '/refused', word: 'nav.refused', filters: ['bot', 'code', 'caller'] },
  unprocessed: {
    path: '/unprocessed',
    word: 'nav.unprocessed',
    filters: ['kind', 'reason', 'number', 'account', ...time],
  },
  audit: {
    path: '/audit',
    word: 'nav.audit',
    filters: ['bot', 'actor', 'operation', 'about', 'person', 'outcome', 'address', ...time],
  },
} as const satisfies Record<ListPage, { path: string; word: string; filters: readonly string[] }>

/** What an address has of the page's filters, without those that say nothing. */
export function filtersOf(page: ListPage, search: Readonly<Record<string, string | undefined>>): Filters {
  const known: readonly string[] = listPages[page].filters
  return Object.fromEntries(known.flatMap((name) => (search[name] ? [[name, search[name]]] : [])))
}

export function isSame(one: Filters, other: Filters): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}

/** Where a view leads: the page with its filters, as anybody could write them. */
export function addressOf({ page, filters }: Pick<View, 'page' | 'filters'>) {
  const { path } = listPages[page]
  if (page !== 'campaign_people') return { to: path, search: filters } as const
  const { bot: _, campaign = '', ...search } = filters
  return { to: path, params: { campaignId: campaign }, search: { ...search, view: 'people' } } as const
}
