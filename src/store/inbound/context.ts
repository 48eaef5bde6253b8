/** The context of a transaction that ingests facts. Types only. */
import type { Fact } from '../../model/inbound/inbound.ts'
import type { EventContext } from '../events/events.ts'
import type { Directory } from '../settings/routes.ts'
import type { TemplateContext } from '../templates/changes.ts'
import type { StoredUnprocessed } from './unprocessed.ts'

export type ReceiveContext = EventContext & {
  receivedAt: number
  /** The URL at which our copy of the file will be served. */
  mediaAddress(mediaId: string): string
  /**
   * Keyed hashes of a wamid: erased messages are not received again (store/erasure/erasure.ts), by whatever bot has the
   * number by then. The second is what schemas before 30 wrote, which knew one bot.
   */
  marksOf(botId: string, wamid: string): readonly [string, string]
}

export type IngestContext = TemplateContext &
  ReceiveContext & {
    directory: Directory
    /** The secret that verified the signature, and so the bots that the webhook may touch. */
    appSecret: string
    /** The signature was verified just now, rather than before an item was stored. */
    isSignedNow?: boolean
    /** Keyed hash of `appSecret`, for what has no place. */
    app(): string
    /** The part of the webhook that a fact was read from, for reading it again. */
    sourceOf?: (fact: Fact) => string | undefined
    /** Receives items without a place, instead of the table. */
    storeUnprocessed?: (stored: StoredUnprocessed) => void
    /** An item has no place; reported after the commit. */
    hintUnprocessed(stored: StoredUnprocessed): void
    /** The bots that the facts may touch, as looked up before. */
    concerned: readonly string[]
    /** Digits of the bots' numbers that this process has not stored yet, by Meta's id. */
    newNumbers: ReadonlyMap<string, string>
  }

export type Context = EventContext &
  TemplateContext &
  Pick<ReceiveContext, 'marksOf'> & {
    /** The mark that an erasure leaves of a message. */
    markOf(wamid: string): string
  } & Pick<IngestContext, 'hintUnprocessed'>
