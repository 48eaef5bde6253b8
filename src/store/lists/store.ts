/** The store's list methods: read off the hot path, with cached totals. */
import type { Engine } from '../sql/engine.ts'
import type { HistoryFilter, HistoryItem, NotificationFilter, NotificationRecord, Start, StateCount } from './lists.ts'
import * as lists from './lists.ts'
import type { Totals } from './totals.ts'

export function listStore(readAside: Engine['readAside'], totals: Totals): ListStore {
  return {
    notifications: (filter, start, limit) => readAside(() => lists.notifications(filter, start, limit)),
    countNotifications: (filter) =>
      totals.total(`notifications ${JSON.stringify(filter)}`, filter, {
        count: (span) => readAside(() => lists.countNotifications({ ...filter, ...span })),
        newestAt: async () => (await readAside(() => lists.notifications(filter, { offset: 0 }, 1)))[0]?.acceptedAt,
      }),
    countStates: (filter, most) => readAside(() => lists.countStates(filter, most)),
    history: (filter, offset, limit) => readAside(() => lists.history(filter, offset, limit)),
    countHistory: (filter) =>
      totals.total(`history ${JSON.stringify(filter)}`, filter, {
        count: (span) => readAside(() => lists.countHistory({ ...filter, ...span })),
        newestAt: () => readAside(() => lists.newestHistoryAt(filter)),
      }),
  }
}

export type ListStore = {
  notifications(filter: NotificationFilter, start: Start, limit: number): Promise<NotificationRecord[]>
  countNotifications(filter: NotificationFilter): Promise<number>
  /** By state, among the newest `most` matches. */
  countStates(filter: NotificationFilter, most: number): Promise<StateCount[]>
  history(filter: HistoryFilter, offset: number, limit: number): Promise<HistoryItem[]>
  countHistory(filter: HistoryFilter): Promise<number>
}
