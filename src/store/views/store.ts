/** The store's methods for saved views of list pages. */
import type { SavedView } from '../../model/access/saved-view.ts'
import type { Quotas } from '../../model/quota.ts'
import { ofLivingBot } from '../bots/deleted-bots.ts'
import type { Changed, Changing, Expected, Removed } from '../sql/revisions.ts'
import type { Runner } from '../sql/runner.ts'
import type { Transaction } from '../sql/transaction.ts'
import * as views from './saved-views.ts'

export type ViewStore = {
  /** The owner's and all that are shared, by name. */
  savedViews(ownerId: string): Promise<SavedView[]>
  savedView(id: string): Promise<SavedView | undefined>
  /** `taken`: the owner has another one of this name for the page. `missing`: the owner has been deleted. */
  addView(added: views.NewView): Promise<Changed<SavedView>>
  changeView(changing: Changing<views.ViewChange>): Promise<Changed<SavedView>>
  deleteView(id: string, expected?: Expected): Promise<Removed>
}

export type ViewStoreDeps = Pick<Runner<never>, 'read' | 'write'> & { quotas: Quotas }

/**
 * A lock of their own, since quotas count them: that of the settings would have every process verify all credentials
 * again, each time that anybody saves a view. No bot's id has a space.
 */
const lock = 'saved views'

export function viewStore({ read, write, quotas }: ViewStoreDeps): ViewStore {
  /** A bot that is deleted meanwhile takes its views with it: none is saved after that. */
  const writeOf = <T>(bot: string | undefined, transaction: () => Transaction<T>): Promise<T> =>
    bot === undefined ? write([lock], transaction) : write([lock, bot], () => ofLivingBot(bot, transaction))
  return {
    savedViews: (ownerId) => read(() => views.savedViews(ownerId)),
    savedView: (id) => read(() => views.savedView(id)),
    addView: (added) => writeOf(added.filters.bot, () => views.addView(quotas, added)),
    changeView: (changing) => writeOf(changing.change.filters?.bot, () => views.changeView(quotas, changing)),
    deleteView: (id, expected) => write([lock], () => views.deleteView(id, expected)),
  }
}
