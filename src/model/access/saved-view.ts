/**
 * Saved views: the filters of a list page under a name, so that somebody opens them again with one click and today's
 * data. Which pages there are, which filters each has, and who may see and change a view. Pure.
 */
import type { Violation } from '../errors/violation.ts'
import { type BotScope, isInScope, type Permission } from './roles.ts'

type PageRule = {
  permission: Permission
  /** It concerns the whole installation: a role for some bots does not open it. */
  isForAll?: true
  /** As the page's address names them; the console's routes have the same names, which a test compares. */
  filters: readonly string[]
  /** Without these there is no such page. */
  needs?: readonly string[]
}

const time = ['period', 'from', 'to'] as const

/**
 * Only filters that the page knows are stored: a page ignores others, and a view would say less than its name. That
 * also bounds what a view can hold.
 */
export const viewPages = {
  messages: {
    permission: 'conversations.read',
    filters: ['bot', 'person', 'direction', 'state', 'code', 'kind', 'template', 'campaign', 'id', ...time],
  },
  conversations: { permission: 'conversations.read', filters: ['bot', 'show', 'label'] },
  deliveries: { permission: 'webhooks.read', filters: ['bot', 'endpoint', 'state', 'type', 'text', 'status'] },
  campaigns: { permission: 'campaigns.read', filters: ['bot', 'status'] },
  campaign_people: {
    permission: 'campaigns.read',
    filters: ['bot', 'campaign', 'state', 'code', 'person'],
    needs: ['bot', 'campaign'],
  },
  templates: { permission: 'templates.read', filters: ['bot', 'status', 'category'] },
  optouts: { permission: 'conversations.read', filters: ['bot', 'person'] },
  refused: { permission: 'bots.read', filters: ['bot', 'code', 'caller'] },
  unprocessed: {
    permission: 'unprocessed.read',
    isForAll: true,
    filters: ['kind', 'reason', 'number', 'account', ...time],
  },
  audit: {
    permission: 'audit.read',
    isForAll: true,
    filters: ['bot', 'actor', 'operation', 'about', 'person', 'outcome', 'address', ...time],
  },
} as const satisfies Record<string, PageRule>

export type ViewPage = keyof typeof viewPages
export const viewPageNames = Object.keys(viewPages) as [ViewPage, ...ViewPage[]]

/** Times that move along with the calendar; `from` and `to` stay where they are. */
export const periods = ['today', 'yesterday', '24h', '7d', '30d'] as const

export type ViewFilters = Readonly<Record<string, string>>

export type SavedView = {
  id: string
  page: ViewPage
  name: string
  filters: ViewFilters
  isShared: boolean
  /** A member, who may have been deleted since; `operator`: callers who are not people. */
  ownerId: string
  /** While the member exists. */
  ownerName?: string
  createdAt: number
  updatedAt: number
  revision: number
}

/** Holder of what is saved with the management token and with API keys. No member's id is like it. */
export const operator = 'operator'

export const maxViewName = 60
export const maxFilterValue = 200

/** Names are compared without case: two that a reader takes for one are one. */
export function viewNameKey(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

/** In one line, without the space around it. */
export function viewNameOf(written: string): string {
  return written.trim().replaceAll(/\s+/g, ' ').normalize('NFC')
}

type Asked = Pick<SavedView, 'page' | 'name' | 'filters' | 'isShared'>

/** Filters that may hold somebody's number. */
const ofPeople: readonly string[] = ['person', 'text']

/**
 * Whether it would show somebody's number, in a filter or in its name, to those of other bots: shared, it is seen by
 * everybody who may open it, and without a bot that is whoever may read the page for any.
 */
export function lacksBot({ page, name, filters, isShared }: Asked): boolean {
  const { isForAll }: PageRule = viewPages[page]
  if (!isShared || isForAll === true || filters.bot !== undefined) return false
  return ofPeople.some((one) => one in filters) || numberInName.test(name.replaceAll(separators, ''))
}

/** Of filters whose values are texts of bounded length. */
export function filterFaults(view: Asked): Violation[] {
  const { page, filters } = view
  const { filters: known, needs = [] }: PageRule = viewPages[page]
  const faults = Object.entries(filters).flatMap(([name, value]): Violation[] => {
    const path = `filters.${name}`
    if (!known.includes(name)) return [{ path, rule: 'one_of', args: { values: known.join(', ') } }]
    if (value.trim() === '') return [{ path, rule: 'empty' }]
    const isPeriod = name !== 'period' || periods.some((one) => one === value)
    return isPeriod ? [] : [{ path, rule: 'one_of', args: { values: periods.join(', ') } }]
  })
  const needed = lacksBot(view) ? [...needs, 'bot'] : needs
  const missing = needed.filter((name) => !Object.hasOwn(filters, name))
  return [...faults, ...missing.map((name): Violation => ({ path: `filters.${name}`, rule: 'required' }))]
}

/**
 * `own`: whose views are the caller's own; undefined: a program that may only read. `isKey`: a program saves for the
 * operator, with a role that may change bots, for the view's bot or, without one, for all.
 */
export type ViewCaller = { own: string | undefined; isKey: boolean; scopeOf(permission: Permission): BotScope }

type Of = Pick<SavedView, 'page' | 'filters' | 'isShared' | 'ownerId'>

/** Whether the caller may read the page with these filters; without a bot among them, for any bot. */
export function mayOpen({ scopeOf }: ViewCaller, { page, filters }: Pick<Of, 'page' | 'filters'>): boolean {
  const { permission, isForAll }: PageRule = viewPages[page]
  const scope = scopeOf(permission)
  if (scope === 'all') return true
  if (isForAll === true) return false
  return filters.bot === undefined ? scope.length > 0 : isInScope(scope, filters.bot)
}

/** Own ones, and shared ones of pages that the caller may open. */
export function maySee(caller: ViewCaller, view: Of): boolean {
  return (view.isShared || view.ownerId === caller.own) && mayOpen(caller, view)
}

/** Its owner, and admins for its bot; without a bot, admins for all bots. */
export function mayChange(caller: ViewCaller, view: Of): boolean {
  const { own, isKey, scopeOf } = caller
  const { bot } = view.filters
  if (!maySee(caller, view)) return false
  if (view.ownerId === own && (!isKey || covers(scopeOf('bots.write'), bot))) return true
  return covers(scopeOf('users.write'), bot)
}

function covers(scope: BotScope, bot: string | undefined): boolean {
  return scope === 'all' || (bot !== undefined && isInScope(scope, bot))
}

/** A number with its country's or its area's code; a day has eight digits, and is no reason to refuse a name. */
const numberInName = /\d{9}/
const separators = /[\s+().-]/g
/** The shortest part of a number that can point at somebody: as many digits as the shortest whole number has. */
const leastDigits = 7

/**
 * Whether the view's name or a filter has one of a person's identifiers, in any spelling, or a part of a number that
 * finds few others.
 */
export function namesPerson({ name, filters }: Pick<SavedView, 'name' | 'filters'>, names: readonly string[]): boolean {
  const { from: _, to: __, ...rest } = filters
  return [name, ...Object.values(rest)].some((text) => {
    const plain = text.replaceAll(separators, '').toLowerCase()
    const parts = (plain.match(/\d+/g) ?? []).filter(({ length }) => length >= leastDigits)
    return names.some((one) => {
      const named = one.replaceAll(separators, '').toLowerCase()
      return named !== '' && (plain.includes(named) || parts.some((part) => named.includes(part)))
    })
  })
}

/** Whether a text may hold somebody's number: the audit trail, which is never changed, has a mark in its place. */
export function mayNamePerson(name: string, text: string): boolean {
  if (name === 'from' || name === 'to') return false
  return name === 'person' || name === 'text' || /\d{7}/.test(text.replaceAll(separators, ''))
}
