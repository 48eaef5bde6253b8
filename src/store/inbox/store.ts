/** The store's methods for a team's inbox. */
import type { Quotas } from '../../model/quota.ts'
import type { InboxConversation, Note, QuickAnswer } from '../../model/user/inbox.ts'
import type { Changed, Expected, Removed } from '../sql/revisions.ts'
import type { Runner } from '../sql/runner.ts'
import * as conversations from './conversations.ts'
import type { InboxFilter } from './filter.ts'
import { type InboxPage, type InboxPageOf, listInbox } from './list.ts'
import * as notes from './notes.ts'
import * as answers from './quick-answers.ts'

type Of = { botId: string; userId: string }

export type InboxStore = {
  /**
   * By the last message in either direction, newest first. A page may have fewer than `limit` and yet a `next`: its
   * cost is bounded.
   */
  listInbox(filter: InboxFilter, page: InboxPageOf): Promise<InboxPage>
  /** By any identifier of the person, as all of these. */
  inboxConversation(input: conversations.InboxInput): Promise<InboxConversation | undefined>
  changeInbox(
    input: conversations.InboxInput,
    change: conversations.InboxChange,
    expected?: Expected,
  ): Promise<Changed<InboxConversation>>
  /** Everything that the person has written by now. */
  markRead(input: conversations.InboxInput): Promise<InboxConversation | undefined>
  /** Newest first; undefined if the bot does not know the person. */
  notes(of: Of): Promise<Note[] | undefined>
  /** False if the bot does not know the person. */
  addNote(of: Of, note: Note): Promise<boolean>
  deleteNote(of: Of, id: string): Promise<boolean>
  quickAnswers(botId: string): Promise<QuickAnswer[]>
  quickAnswer(botId: string, name: string): Promise<QuickAnswer | undefined>
  putQuickAnswer(put: answers.NewQuickAnswer, expected?: Expected): Promise<Changed<QuickAnswer>>
  deleteQuickAnswer(botId: string, name: string, expected?: Expected): Promise<Removed>
}

export type InboxStoreDeps = Pick<Runner<never>, 'read' | 'readSlow' | 'write' | 'writeFor'> & { quotas: Quotas }

export function inboxStore({ read, readSlow, write, writeFor, quotas }: InboxStoreDeps): InboxStore {
  return {
    listInbox: (filter, page) => readSlow(() => listInbox(filter, page)),
    inboxConversation: (input) => read(() => conversations.inboxConversation(input)),
    changeInbox: (input, change, expected) =>
      writeFor(input.botId, () => conversations.changeInbox(input, change, expected)),
    markRead: (input) => writeFor(input.botId, () => conversations.markRead(input)),
    notes: (of) => read(() => notes.notes(of)),
    addNote: (of, note) => writeFor(of.botId, () => notes.addNote(quotas, of, note)),
    deleteNote: (of, id) => writeFor(of.botId, () => notes.deleteNote(of, id)),
    quickAnswers: (botId) => read(() => answers.quickAnswers(botId)),
    quickAnswer: (botId, name) => read(() => answers.quickAnswer(botId, name)),
    putQuickAnswer: (put, expected) => writeFor(put.botId, () => answers.putQuickAnswer(quotas, put, expected)),
    deleteQuickAnswer: (botId, name, expected) =>
      write([botId], () => answers.deleteQuickAnswer(botId, name, expected)),
  }
}
