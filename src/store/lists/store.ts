/** The store's list methods: read off the hot path, with cached totals. */

import { type ChangeBounds, changeBounds } from '../events/changes.ts'
import { receivedMessage } from '../messages/references.ts'
import type { Runner } from '../sql/runner.ts'
import { type Backlog, backlog } from './backlog.ts'
import { type ChangePiece, changesAfter } from './change-stream.ts'
import * as deliveryList from './delivery-list.ts'
import {
  type Depth,
  depths,
  type EndpointDepth,
  type EndpointHealth,
  endpointDepths,
  endpointHealth,
} from './depths.ts'
import * as eventList from './event-list.ts'
import { type EventBounds, eventBounds, eventsAfter } from './event-stream.ts'
import * as lists from './lists.ts'
import type { ListedMessage } from './message-contents.ts'
import { listMessages, type MessageFilter } from './message-list.ts'
import type { Page, Position } from './newest.ts'
import { type MessageTimeline, timeline } from './timeline.ts'
import type { Totals } from './totals.ts'

export type ListStore = {
  notifications(
    filter: lists.NotificationFilter,
    start: lists.Start,
    limit: number,
  ): Promise<lists.NotificationRecord[]>
  countNotifications(filter: lists.NotificationFilter): Promise<number>
  /** By state, among the newest `max` matches. */
  countStates(filter: lists.NotificationFilter, max: number): Promise<lists.StateCount[]>
  history(filter: lists.HistoryFilter, offset: number, limit: number): Promise<lists.HistoryItem[]>
  countHistory(filter: lists.HistoryFilter): Promise<number>
  timeline(botId: string, messageId: string): Promise<MessageTimeline | undefined>
  /** A person's message, by our id or by its wamid. */
  receivedMessage(botId: string, named: string): Promise<{ id: string; wamid: string } | undefined>
  /** Newest first; pages as those of `listEvents`. */
  listMessages(filter: MessageFilter, page: PageOf): Promise<Page<ListedMessage>>
  /** Newest first. A page may have fewer than `limit` and yet a `next`: its cost is bounded. */
  listEvents(filter: eventList.EventFilter, page: PageOf): Promise<Page<eventList.EventRecord>>
  /** Of all bots behind a `seq`, oldest first; one may still be missing among them while `eventWriters` has any. */
  eventsAfter(seq: number, limit: number): Promise<eventList.EventRecord[]>
  eventBounds(): Promise<EventBounds>
  /** The transactions that may have numbered an event and are not committed; none with a single process. */
  eventWriters(): Promise<readonly string[]>
  /** What changed without an event behind a place, oldest first; places as `changeBounds` has them. */
  changesAfter(seq: number, limit: number): Promise<ChangePiece | undefined>
  /** Of what was added up (`addUpFigures`): what has changed since is behind it. */
  changeBounds(): Promise<ChangeBounds>
  eventDetails(eventId: string): Promise<eventList.EventDetails | undefined>
  /** By the time of their events, newest first; pages as those of `listEvents`. */
  listDeliveries(filter: deliveryList.DeliveryFilter, page: PageOf): Promise<Page<deliveryList.DeliveryRecord>>
  deliveryDetails(seq: number): Promise<deliveryList.DeliveryDetails | undefined>
  lastWebhookAt(botId: string): Promise<number | undefined>
  /** Totals of what waits, with the time of the oldest due message. */
  backlog(): Promise<Backlog>
  /** Messages waiting to be sent, by bot; bots without any are left out. */
  depths(): Promise<Depth[]>
  /** Deliveries waiting, by endpoint; endpoints without any are left out. */
  endpointDepths(): Promise<EndpointDepth[]>
  /** Of each endpoint of a bot: what waits, and since when it fails. */
  endpointHealth(botId: string, endpointId?: string): Promise<EndpointHealth[]>
}

type PageOf = { after?: Position; limit: number }

export type ListStoreDeps = Pick<Runner<never>, 'read' | 'readSlow' | 'eventWriters'> & { totals: Totals }

export function listStore({ read, readSlow, eventWriters, totals }: ListStoreDeps): ListStore {
  return {
    notifications: (filter, start, limit) => readSlow(() => lists.notifications(filter, start, limit)),
    countNotifications: (filter) =>
      totals.total(`notifications ${JSON.stringify(filter)}`, filter, {
        count: (span) => readSlow(() => lists.countNotifications({ ...filter, ...span })),
        newestAt: async () => (await readSlow(() => lists.notifications(filter, { offset: 0 }, 1)))[0]?.acceptedAt,
      }),
    countStates: (filter, max) => readSlow(() => lists.countStates(filter, max)),
    history: (filter, offset, limit) => readSlow(() => lists.history(filter, offset, limit)),
    countHistory: (filter) =>
      totals.total(`history ${JSON.stringify(filter)}`, filter, {
        count: (span) => readSlow(() => lists.countHistory({ ...filter, ...span })),
        newestAt: () => readSlow(() => lists.newestHistoryAt(filter)),
      }),
    timeline: (botId, messageId) => read(() => timeline(botId, messageId)),
    receivedMessage: (botId, named) => read(() => receivedMessage(botId, named)),
    listMessages: (filter, page) => readSlow(() => listMessages(filter, page)),
    listEvents: (filter, page) => readSlow(() => eventList.listEvents(filter, page)),
    eventsAfter: (seq, limit) => read(() => eventsAfter(seq, limit)),
    eventBounds: () => read(eventBounds),
    eventWriters,
    changesAfter: (seq, limit) => read(() => changesAfter(seq, limit)),
    changeBounds: () => read(changeBounds),
    eventDetails: (eventId) => read(() => eventList.eventDetails(eventId)),
    async listDeliveries(filter, page) {
      const { rows, ...cursor } = await readSlow(() => deliveryList.listDeliveries(filter, page))
      return { ...cursor, rows: await read(() => deliveryList.withLastAttempts(rows)) }
    },
    deliveryDetails: (seq) => read(() => deliveryList.deliveryDetails(seq)),
    lastWebhookAt: (botId) => readSlow(() => eventList.lastWebhookAt(botId)),
    backlog: () => readSlow(backlog),
    depths: () => readSlow(depths),
    endpointDepths: () => readSlow(endpointDepths),
    endpointHealth: (botId, endpointId) => readSlow(() => endpointHealth(botId, endpointId)),
  }
}
