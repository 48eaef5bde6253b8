/** Routes of the installation: its numbers, its people and programs, its trail and settings. */
import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../lazy-page.ts'
import { listPages } from '../list-pages.ts'
import { signedIn, texts } from './root.tsx'

const numbers = createRoute({
  getParentRoute: () => signedIn,
  path: '/numbers',
  component: lazyPage(() => import('../../pages/numbers/numbers.tsx'), 'Numbers'),
})

const numberConnect = createRoute({
  getParentRoute: () => signedIn,
  path: '/numbers/connect',
  validateSearch: texts('bot', 'step'),
  component: lazyPage(() => import('../../pages/numbers/connect.tsx'), 'ConnectNumber'),
})

const number = createRoute({
  getParentRoute: () => signedIn,
  path: '/numbers/$botId',
  component: lazyPage(() => import('../../pages/numbers/number.tsx'), 'NumberPage', { hasLateWords: true }),
})

const numberMeta = createRoute({
  getParentRoute: () => signedIn,
  path: '/numbers/$botId/meta',
  component: lazyPage(() => import('../../pages/numbers/own/number-meta.tsx'), 'NumberMeta', { hasLateWords: true }),
})

const people = createRoute({
  getParentRoute: () => signedIn,
  path: '/people',
  component: lazyPage(() => import('../../pages/people/members.tsx'), 'Members'),
})

const member = createRoute({
  getParentRoute: () => signedIn,
  path: '/people/$memberId',
  component: lazyPage(() => import('../../pages/people/member.tsx'), 'MemberPage'),
})

const keys = createRoute({
  getParentRoute: () => signedIn,
  path: '/people/keys',
  component: lazyPage(() => import('../../pages/people/keys.tsx'), 'Keys'),
})

const clients = createRoute({
  getParentRoute: () => signedIn,
  path: '/people/clients',
  component: lazyPage(() => import('../../pages/people/clients.tsx'), 'Clients'),
})

const client = createRoute({
  getParentRoute: () => signedIn,
  path: '/people/clients/$clientId',
  component: lazyPage(() => import('../../pages/people/client.tsx'), 'ClientPage'),
})

const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyPage(() => import('../../pages/account/account.tsx'), 'AccountPage'),
})

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit',
  validateSearch: texts(...listPages.audit.filters),
  component: lazyPage(() => import('../../pages/audit/audit.tsx'), 'Audit'),
})

const unprocessed = createRoute({
  getParentRoute: () => signedIn,
  path: '/unprocessed',
  validateSearch: texts(...listPages.unprocessed.filters),
  component: lazyPage(() => import('../../pages/unprocessed/unprocessed.tsx'), 'UnprocessedItems'),
})

const unprocessedItem = createRoute({
  getParentRoute: () => signedIn,
  path: '/unprocessed/$itemId',
  component: lazyPage(() => import('../../pages/unprocessed/item.tsx'), 'UnprocessedPage'),
})

const refused = createRoute({
  getParentRoute: () => signedIn,
  path: '/refused',
  validateSearch: texts(...listPages.refused.filters),
  component: lazyPage(() => import('../../pages/refused/refused.tsx'), 'Refused'),
})

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: '/settings',
  component: lazyPage(() => import('../../pages/settings/settings.tsx'), 'Settings'),
})

export const installationRoutes = [
  numbers,
  numberConnect,
  number,
  numberMeta,
  people,
  member,
  keys,
  clients,
  client,
  account,
  audit,
  unprocessed,
  unprocessedItem,
  refused,
  settings,
] as const
