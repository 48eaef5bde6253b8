/** A chaos site as its faults and clients use it. Types only. */
import type { Answer } from '../support/gateway.ts'
import type { Database, StoreKind } from './database.ts'
import type { Fleet } from './gateways.ts'
import type { Journal, SpecialBots } from './journal.ts'
import type { Route } from './proxy.ts'
import type { Row } from './row.ts'
import type { WebhookReceiver } from './webhook-receiver.ts'

/** A file supports one gateway only. */
export type Place = { seed: number; store: StoreKind; gateways: number; specialBots: SpecialBots }

export type Site = {
  place: Place
  journal: Journal
  fleet: Fleet
  webhook: WebhookReceiver
  database: Database
  /** From clients to each gateway; from each gateway to the sandbox; from the sandbox to any gateway. */
  doors: readonly Route[]
  graphs: readonly Route[]
  callback: Route
  /** Each gateway's data folder. */
  dataDirs: readonly string[]
  /** How many tokens each bot had before its current one. */
  tokenTurns: Record<string, number>
  /** Each bot's own verify token. */
  verifyTokens: Record<string, string>
  /** The programs' authorization header; in doubt while a replacement may exist whose answer was lost. */
  credential: { current: string; isUncertain: boolean }
  /** One request by the operator at one gateway; undefined without a usable answer. */
  attempt: Attempt
  /** Actions on one thing run one after the other. */
  inTurn(thing: string, act: () => Promise<unknown>): Promise<unknown>
  control(method: string, path: string, body?: unknown): Promise<unknown>
  /** A request by the operator at any gateway, without the proxies; retried until one answers. */
  manage(method: string, path: string, body?: unknown): Promise<Row>
  /** The store's rows, read without the gateways. */
  rows(sql: string): Promise<Row[]>
  [Symbol.asyncDispose](): Promise<void>
}

export type Attempt = (
  turn: number,
  method: string,
  path: string,
  input?: { body?: unknown; headers?: Record<string, string>; withinMs?: number },
) => Promise<Answer | undefined>
