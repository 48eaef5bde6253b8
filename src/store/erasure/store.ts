/** The store's methods for a person's legal rights: exporting all their data, and erasing it. */
import type { PersonPart } from '../../model/user/person-data.ts'
import { inPieces } from '../sql/pieces.ts'
import type { Runner } from '../sql/runner.ts'
import type { ContactRemoval } from './contact-book.ts'
import * as contacts from './contact-book.ts'
import type { EraseContext, ErasedTable } from './erasing.ts'
import { beginErasure, type ErasureKey, type ErasureState, erasePiece, nothingErased, openErasures } from './erasure.ts'
import { type PersonCursor, personPage } from './person-data.ts'

export type PersonStore = {
  /**
   * Erases everything that the bot stores of a person, under any of their identifiers, in batches between which other
   * work continues. `isDone` is false while a message to them is in flight: `carryOnErasures` finishes it. Undefined if
   * the bot does not know the identifier.
   */
  erasePerson(botId: string, name: string, now: number): Promise<(Erasure & { contacts: number }) | undefined>
  /** People of whom Meta's contact book is to be asked now, of all bots. */
  dueContactRemovals(now: number, limit: number): Promise<ContactRemoval[]>
  /** Meta was asked: again at `dueAt`, or never. */
  settleContactRemoval(removal: ContactRemoval, dueAt: number | undefined): Promise<void>
  /** Continues erasures begun by this process or another. */
  carryOnErasures(now: number): Promise<void>
  /** One page of the bot's data of a person, part by part: `next` if there is more of this part. */
  personData(botId: string, userId: string, part: PersonPart, cursor?: PersonCursor): Promise<PersonPage>
}

/** `gone`: rows erased, by table. `contacts`: ids of which Meta's contact book is asked. */
export type Erasure = { isDone: boolean; gone: Record<ErasedTable, number> }
export type PersonPage = { items: Record<string, unknown>[]; next?: PersonCursor }

export type PersonStoreDeps = Pick<Runner<EraseContext>, 'read' | 'readSlow' | 'write' | 'writeAndEmit'> & {
  phoneNumberIdOf(botId: string): string | undefined
  isStopped(): boolean
  /** Cached totals of lists are void. */
  onErased(): void
}

export function personStore(deps: PersonStoreDeps): PersonStore {
  const { read, readSlow, write, writeAndEmit, phoneNumberIdOf, isStopped, onErased } = deps

  async function erase(key: ErasureKey, now: number): Promise<Erasure> {
    const removed = { ...nothingErased }
    const step = async (limit: number): Promise<ErasureState> => {
      const input = { ...key, phoneNumberId: phoneNumberIdOf(key.botId) }
      const piece = await writeAndEmit([key.botId], (context) => erasePiece(context, input, limit, now))
      for (const [table, count] of Object.entries(piece.gone)) removed[table as ErasedTable] += count
      return piece
    }
    const { kind } = await inPieces(step, (piece) => piece.kind === 'more', isStopped)
    onErased()
    return { isDone: kind === 'done', gone: removed }
  }

  return {
    async erasePerson(botId, name, now) {
      const key = await write([botId], () => beginErasure(botId, name, now))
      return key && { ...(await erase(key, now)), contacts: key.contacts }
    },
    async carryOnErasures(now) {
      // An erasure that fails does not stop the others.
      const failed: unknown[] = []
      for (const key of await read(openErasures)) await erase(key, now).catch((error: unknown) => failed.push(error))
      if (failed.length > 0) throw new AggregateError(failed, 'erasures that could not continue')
    },
    dueContactRemovals: (now, limit) => read(() => contacts.dueContactRemovals(now, limit)),
    settleContactRemoval: (removal, dueAt) =>
      write([removal.botId], () => contacts.settleContactRemoval(removal, dueAt)),
    personData: (botId, userId, part, cursor) => readSlow(() => personPage(botId, userId, part, cursor)),
  }
}
