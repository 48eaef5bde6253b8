/** The addresses of the console. Filters stand in the address, so that a view can be sent to somebody and come back to. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from '@tanstack/react-router'
import { AuthenticationError } from '../../../sdk/client.ts'
import { Empty, Failure, Skeleton } from '../kit/states.tsx'
import { filterNames } from '../pages/messages/filter-names.ts'
import { useWords } from '../words/words.tsx'
import { queries, sessionEnded } from './gateway.ts'
import { meQuery, signInAddress } from './session.ts'
import { Shell } from './shell.tsx'

/** The story page needs nobody. */
const root = createRootRoute()

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Shell,
  async beforeLoad() {
    try {
      await queries.ensureQueryData(meQuery)
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error
      sessionEnded.set(false)
      throw redirect({ href: signInAddress(), reloadDocument: true })
    }
  },
})

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/overview/overview.tsx'), 'Overview'),
})

const messages = createRoute({
  getParentRoute: () => signedIn,
  path: '/messages',
  validateSearch: texts(...filterNames),
  component: lazyRouteComponent(() => import('../pages/messages/messages.tsx'), 'Messages'),
})

const message = createRoute({
  getParentRoute: () => signedIn,
  path: '/messages/$botId/$messageId',
  component: lazyRouteComponent(() => import('../pages/messages/message.tsx'), 'MessagePage'),
})

const webhooks = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('../pages/webhooks/webhooks.tsx'), 'Webhooks'),
})

const deliveries = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks/deliveries',
  validateSearch: texts('bot', 'endpoint', 'state', 'type'),
  component: lazyRouteComponent(() => import('../pages/webhooks/deliveries.tsx'), 'Deliveries'),
})

const delivery = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks/deliveries/$deliveryId',
  component: lazyRouteComponent(() => import('../pages/webhooks/delivery.tsx'), 'DeliveryPage'),
})

const campaigns = createRoute({
  getParentRoute: () => signedIn,
  path: '/campaigns',
  validateSearch: texts('bot', 'status'),
  component: lazyRouteComponent(() => import('../pages/campaigns/campaigns.tsx'), 'Campaigns'),
})

const campaign = createRoute({
  getParentRoute: () => signedIn,
  path: '/campaigns/$campaignId',
  component: lazyRouteComponent(() => import('../pages/campaigns/campaign.tsx'), 'CampaignPage'),
})

const templates = createRoute({
  getParentRoute: () => signedIn,
  path: '/templates',
  validateSearch: texts('bot', 'status', 'category'),
  component: lazyRouteComponent(() => import('../pages/templates/templates.tsx'), 'Templates'),
})

const template = createRoute({
  getParentRoute: () => signedIn,
  path: '/templates/$botId/$elementName',
  component: lazyRouteComponent(() => import('../pages/templates/template.tsx'), 'TemplatePage'),
})

const story = createRoute({
  getParentRoute: () => root,
  path: '/story',
  component: lazyRouteComponent(() => import('../pages/story/story.tsx'), 'Story'),
})

const pages = [overview, messages, message, webhooks, deliveries, delivery, campaigns, campaign, templates, template]

export const router = createRouter({
  routeTree: root.addChildren([signedIn.addChildren(pages), story]),
  // Filters are plain texts in the address: a number of a phone stays one.
  parseSearch: parseSearchWith((value) => value),
  stringifySearch: stringifySearchWith(String),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: () => <Skeleton />,
  defaultErrorComponent: ({ error, reset }) => <Failure error={error} onRetry={reset} />,
  defaultNotFoundComponent: NotFound,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

/** Filters of the address that are texts; whatever else stands there is left out. */
function texts<Name extends string>(...names: Name[]) {
  return (search: Record<string, unknown>): { [Key in Name]?: string } => {
    const given = names.flatMap((name) => {
      const value = search[name]
      return value === undefined || value === '' ? [] : [[name, String(value)]]
    })
    return Object.fromEntries(given)
  }
}

function NotFound() {
  const { t } = useWords()
  return (
    <Empty title={t('error.missing')}>
      <p>{t('error.missing_do')}</p>
    </Empty>
  )
}
