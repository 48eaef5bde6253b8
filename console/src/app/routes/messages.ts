/** Routes of what goes by: the overview, messages, events on their way to webhooks. */
import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../lazy-page.ts'
import { listPages } from '../list-pages.ts'
import { signedIn, texts } from './root.tsx'

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyPage(() => import('../../pages/overview/overview.tsx'), 'Overview'),
})

const messages = createRoute({
  getParentRoute: () => signedIn,
  path: '/messages',
  validateSearch: texts(...listPages.messages.filters),
  component: lazyPage(() => import('../../pages/messages/messages.tsx'), 'Messages'),
})

const message = createRoute({
  getParentRoute: () => signedIn,
  path: '/messages/$botId/$messageId',
  component: lazyPage(() => import('../../pages/messages/message.tsx'), 'MessagePage'),
})

const conversations = createRoute({
  getParentRoute: () => signedIn,
  path: '/conversations',
  validateSearch: texts(...listPages.conversations.filters),
  component: lazyPage(() => import('../../pages/conversations/conversations.tsx'), 'Conversations', {
    hasLateWords: true,
  }),
})

const conversation = createRoute({
  getParentRoute: () => signedIn,
  path: '/conversations/$botId/$userId',
  validateSearch: texts('show', 'label'),
  component: lazyPage(() => import('../../pages/conversations/conversation.tsx'), 'ConversationPage', {
    hasLateWords: true,
  }),
})

const webhooks = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks',
  component: lazyPage(() => import('../../pages/webhooks/webhooks.tsx'), 'Webhooks'),
})

const deliveries = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks/deliveries',
  validateSearch: texts(...listPages.deliveries.filters),
  component: lazyPage(() => import('../../pages/webhooks/deliveries.tsx'), 'Deliveries'),
})

const delivery = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks/deliveries/$deliveryId',
  component: lazyPage(() => import('../../pages/webhooks/delivery.tsx'), 'DeliveryPage'),
})

const costs = createRoute({
  getParentRoute: () => signedIn,
  path: '/costs',
  validateSearch: texts('month', 'by'),
  component: lazyPage(() => import('../../pages/costs/costs.tsx'), 'CostsPage'),
})

export const messagesRoutes = [
  overview,
  conversations,
  conversation,
  messages,
  message,
  webhooks,
  deliveries,
  delivery,
  costs,
] as const
