/** Routes of what goes by: the overview, messages, events on their way to webhooks. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { filterNames } from '../../pages/messages/filter-names.ts'
import { signedIn, texts } from './root.tsx'

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => import('../../pages/overview/overview.tsx'), 'Overview'),
})

const messages = createRoute({
  getParentRoute: () => signedIn,
  path: '/messages',
  validateSearch: texts(...filterNames),
  component: lazyRouteComponent(() => import('../../pages/messages/messages.tsx'), 'Messages'),
})

const message = createRoute({
  getParentRoute: () => signedIn,
  path: '/messages/$botId/$messageId',
  component: lazyRouteComponent(() => import('../../pages/messages/message.tsx'), 'MessagePage'),
})

const conversations = createRoute({
  getParentRoute: () => signedIn,
  path: '/conversations',
  validateSearch: texts('bot', 'show', 'label'),
  component: lazyRouteComponent(() => import('../../pages/conversations/conversations.tsx'), 'Conversations'),
})

const conversation = createRoute({
  getParentRoute: () => signedIn,
  path: '/conversations/$botId/$userId',
  validateSearch: texts('show', 'label'),
  component: lazyRouteComponent(() => import('../../pages/conversations/conversation.tsx'), 'ConversationPage'),
})

const webhooks = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('../../pages/webhooks/webhooks.tsx'), 'Webhooks'),
})

const deliveries = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks/deliveries',
  validateSearch: texts('bot', 'endpoint', 'state', 'type', 'text', 'status'),
  component: lazyRouteComponent(() => import('../../pages/webhooks/deliveries.tsx'), 'Deliveries'),
})

const delivery = createRoute({
  getParentRoute: () => signedIn,
  path: '/webhooks/deliveries/$deliveryId',
  component: lazyRouteComponent(() => import('../../pages/webhooks/delivery.tsx'), 'DeliveryPage'),
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
] as const
