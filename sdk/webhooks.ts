/**
 * `recado/webhooks`: what a receiver of events needs: verifying, types of every event, and handlers for the usual
 * servers. It uses nothing but web standards, and no package.
 */
export type { CutEvent, EventBody, EventOf, EventType, WebhookEvent, WholeEvent } from './webhooks/events.ts'
export { NotAnEventError, parseEvent, parseEvents, wholeEvent } from './webhooks/events.ts'
export { fastifyWebhooks } from './webhooks/fastify.ts'
export { fetchHandler, honoHandler } from './webhooks/fetch.ts'
export { expressHandler, nodeHandler } from './webhooks/node.ts'
export type { ReceiverOptions, Reply } from './webhooks/receive.ts'
export { receive } from './webhooks/receive.ts'
export type { VerifyOptions, WebhookHeaders } from './webhooks/verify.ts'
export { verify, WebhookVerificationError } from './webhooks/verify.ts'
