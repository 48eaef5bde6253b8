/** The pages of the first level, for whom they are, and how the keyboard reaches them. */
import type { IconName } from '../kit/icon.tsx'
import type { WordKey } from '../words/words.tsx'
import { isPermitted, type Me, type Permission } from './session.ts'

export const pages = [
  { path: '/', icon: 'overview', word: 'nav.overview', permission: 'bots.read', key: 'o' },
  { path: '/messages', icon: 'messages', word: 'nav.messages', permission: 'conversations.read', key: 'm' },
  { path: '/webhooks', icon: 'webhooks', word: 'nav.webhooks', permission: 'webhooks.read', key: 'w' },
  { path: '/campaigns', icon: 'campaigns', word: 'nav.campaigns', permission: 'campaigns.read', key: 'c' },
  { path: '/templates', icon: 'templates', word: 'nav.templates', permission: 'templates.read', key: 't' },
  { path: '/skills', icon: 'skills', word: 'nav.skills', permission: 'skills.read', key: 'k' },
  { path: '/sandbox', icon: 'sandbox', word: 'nav.sandbox', permission: 'bots.read', key: 'x' },
] as const satisfies readonly {
  path: string
  icon: IconName
  word: WordKey
  permission: Permission
  /** After `g`. */
  key: string
}[]

/** Where there is no sandbox, its page is not offered. */
export function pagesFor(me: Me | undefined, hasSandbox: boolean) {
  return pages.filter(({ permission, path }) => isPermitted(me, permission) && (path !== '/sandbox' || hasSandbox))
}
