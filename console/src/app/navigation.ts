/** The pages of the first level, for whom they are, and how the keyboard reaches them. */
import type { IconName } from '../kit/icon.tsx'
import type { WordKey } from '../words/words.tsx'
import { isPermitted, type Me, type Permission } from './session.ts'

export const pages = [
  { path: '/', icon: 'overview', word: 'nav.overview', permission: 'bots.read', key: 'o' },
  {
    path: '/conversations',
    icon: 'conversations',
    word: 'nav.conversations',
    permission: 'conversations.read',
    key: 'i',
  },
  { path: '/messages', icon: 'messages', word: 'nav.messages', permission: 'conversations.read', key: 'm' },
  { path: '/webhooks', icon: 'webhooks', word: 'nav.webhooks', permission: 'webhooks.read', key: 'w' },
  { path: '/campaigns', icon: 'campaigns', word: 'nav.campaigns', permission: 'campaigns.read', key: 'c' },
  { path: '/templates', icon: 'templates', word: 'nav.templates', permission: 'templates.read', key: 't' },
  { path: '/optouts', icon: 'optouts', word: 'nav.optouts', permission: 'conversations.read', key: 'b' },
  { path: '/skills', icon: 'skills', word: 'nav.skills', permission: 'skills.read', key: 'k' },
  { path: '/costs', icon: 'costs', word: 'nav.costs', permission: 'campaigns.read', key: 'b' },
  { path: '/sandbox', icon: 'sandbox', word: 'nav.sandbox', permission: 'bots.read', key: 'x' },
  { path: '/numbers', icon: 'numbers', word: 'nav.numbers', permission: 'bots.read', isApart: true, key: 'n' },
  { path: '/people', icon: 'people', word: 'nav.people', permission: 'keys.read', isForAll: true, key: 'p' },
  { path: '/audit', icon: 'audit', word: 'nav.audit', permission: 'audit.read', isForAll: true, key: 'a' },
  {
    path: '/unprocessed',
    icon: 'inbox',
    word: 'nav.unprocessed',
    permission: 'unprocessed.read',
    isForAll: true,
    key: 'u',
  },
  { path: '/refused', icon: 'refused', word: 'nav.refused', permission: 'bots.read', key: 'r' },
  {
    path: '/settings',
    icon: 'settings',
    word: 'nav.settings',
    permission: 'diagnostics.read',
    isForAll: true,
    key: 's',
  },
] as const satisfies readonly Entry[]

type Entry = {
  path: string
  icon: IconName
  word: WordKey
  permission: Permission
  /** It concerns the whole installation: a role for some bots does not open it. */
  isForAll?: boolean
  /** With it the pages begin that are not for every day. */
  isApart?: boolean
  /** After `g`. */
  key: string
}

/** Where there is no sandbox, its page is not offered. */
export function pagesFor(me: Me | undefined, hasSandbox: boolean): readonly (typeof pages)[number][] {
  return pages.filter(
    (page: Entry) =>
      (page.path !== '/sandbox' || hasSandbox) &&
      (page.isForAll ? me?.permissions[page.permission] === 'all' : isPermitted(me, page.permission)),
  )
}
