/** The addresses of the console. Filters stand in the address, so that a view can be sent to somebody and come back to. */
import { createRoute, createRouter, parseSearchWith, stringifySearchWith } from '@tanstack/react-router'
import { Missing, Skeleton } from '../kit/states.tsx'
import { lazyPage } from './lazy-page.ts'
import { PageFailure } from './page-failure.tsx'
import { campaignsRoutes } from './routes/campaigns.ts'
import { installationRoutes } from './routes/installation.ts'
import { messagesRoutes } from './routes/messages.ts'
import { root, signedIn } from './routes/root.tsx'

const story = createRoute({
  getParentRoute: () => root,
  path: '/story',
  component: lazyPage(() => import('../pages/story/story.tsx'), 'Story'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    signedIn.addChildren([...messagesRoutes, ...campaignsRoutes, ...installationRoutes]),
    story,
  ]),
  // Filters are plain texts in the address: a number of a phone stays one.
  parseSearch: parseSearchWith((value) => value),
  stringifySearch: stringifySearchWith(String),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: () => <Skeleton />,
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: Missing,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
