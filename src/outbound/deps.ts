/** Dependencies of the outbound lanes. Types only. */
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Bot } from '../model/bot/bot.ts'
import type { Media } from '../model/media/media.ts'
import type { Content } from '../model/message/content.ts'
import type { RetryPolicy } from '../model/outcome/decide.ts'
import type { Outcome } from '../model/outcome/outcome.ts'
import type { Tracing } from '../model/trace.ts'
import type { Timers } from '../queue/timers.ts'
import type { Store } from '../store/store.ts'
import type { DispatchObserver } from './observe.ts'
import type { Prober } from './probe.ts'
import type { Upload } from './ready.ts'

export type DispatchDeps = {
  store: Store
  cloud: Pick<CloudClient, 'send'>
  prober: Prober
  clock: () => number
  random: () => number
  policy: RetryPolicy
  observer: DispatchObserver
  /** Uploaded files that Meta keeps, and the evaluation of sends by their ids. */
  reuse: Reuse
  isOwnFile?: (url: string) => boolean
  /** Share of its slots that a lane may use at the moment. */
  concurrencyFactor: () => number
  timers?: Timers
  tracing?: Tracing | undefined
}

export type Reuse = {
  idsOf(bot: Bot, content: Content, acceptedAt: number): ReadonlyMap<string, string>
  evaluate(bot: Bot, ids: ReadonlyMap<string, string>, outcome: Outcome): Outcome
  need(bot: Bot, media: Media, acceptedAt: number): Promise<Upload>
  scopeOf(bot: Bot, media: Media): string
}
