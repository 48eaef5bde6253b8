/**
 * Writes to one stream what its caller may see: events, and what changes without one. Each block's id has both places,
 * so that whoever comes again with it goes on in both.
 */
import { type BotScope, isInScope } from '../../model/access/roles.ts'
import type { ChangeRecord } from '../../store/lists/change-stream.ts'
import type { EventRecord } from '../../store/lists/event-list.ts'
import type { ChangeReader } from '../../stream/changes.ts'
import type { StreamPlace, StreamReader } from '../../stream/hub.ts'
import type { HttpDeps } from '../kit/deps.ts'
import type { EventStream } from '../kit/event-stream.ts'
import { eventView } from './events.ts'

/** `change`: of one who asks for changes. */
export type FormerPlace = StreamPlace & { change?: number }

export type Followed = {
  stream: EventStream
  scope: BotScope
  former: FormerPlace | undefined
  hasChanges: boolean
}

/** Returns how to say that the stream lives, and how to leave. */
export function followFor({ hub, changes }: HttpDeps['events'], { stream, scope, former, hasChanges }: Followed) {
  const { beat, change, ...reader } = readersOf(stream, scope, () => hub.place())
  if (!hasChanges) return { beat, leave: hub.follow(reader, former) }
  let leaveHub: (() => void) | undefined
  // The first id that is told has both places.
  const begun = () => {
    leaveHub ??= hub.follow(reader, former)
  }
  const leaveChanges = changes.follow(change(begun), former?.change)
  return {
    beat,
    leave() {
      leaveChanges()
      leaveHub?.()
    },
  }
}

/** `undefined`: it has a wrong form. */
export function formerPlace(id: string): FormerPlace | undefined {
  if (!/^[0-9]{1,16}\.[0-9]{1,16}(\.[0-9]{1,16})?$/.test(id)) return undefined
  const [seq = 0, at = 0, change] = id.split('.').map(Number)
  return { seq, at, ...(change !== undefined && { change }) }
}

function readersOf(stream: EventStream, scope: BotScope, placeOfNow: () => StreamPlace) {
  let last: StreamPlace | undefined
  let changedUpTo: number | undefined
  const idOf = ({ seq, at }: StreamPlace) => `${seq}.${at}${changedUpTo === undefined ? '' : `.${changedUpTo}`}`
  const events: StreamReader = {
    take(happened, reached) {
      last = reached
      // An erased one has no bot.
      const own = happened.filter(({ botId }) => botId !== '' && isInScope(scope, botId))
      const placed = own.map((event) => {
        const at = event.seq === reached.seq ? reached.at : Math.min(event.at, reached.at)
        return { id: idOf({ seq: event.seq, at }), data: textOf(event) }
      })
      if (placed.length > 0) stream.events(placed)
      // The first place, so that it can be resumed from before anything happens.
      if (happened.length === 0) stream.beat(idOf(reached))
    },
    reset: () => stream.events([{ name: 'reset', data: '{}' }]),
    isBusy: stream.isBusy,
    drained: stream.drained,
    end: stream.end,
  }
  const report = (told: readonly (ChangeRecord | { what: 'many' })[]) => {
    // Before the first place of events there is nothing to go on from.
    const id = last && { id: idOf(last) }
    if (told.length > 0) stream.events(told.map((one) => ({ name: 'change', ...id, data: JSON.stringify(one) })))
  }
  return {
    ...events,
    /** With the place that was reached: without events of its own, a reader's id would grow too old to resume from. */
    beat() {
      const now = placeOfNow()
      stream.beat(last && idOf(last.seq === now.seq ? now : last))
    },
    change: (begun: () => void): ChangeReader => ({
      take(changes, seq) {
        changedUpTo = seq
        report(changes.filter(({ botId }) => isInScope(scope, botId)))
        begun()
      },
      missed(seq) {
        changedUpTo = seq
        report([{ what: 'many' }])
        begun()
      },
      isBusy: stream.isBusy,
    }),
  }
}

const texts = new WeakMap<EventRecord, string>()

/** Written once, however many are told. */
function textOf(event: EventRecord): string {
  const text = texts.get(event) ?? JSON.stringify(eventView(event))
  texts.set(event, text)
  return text
}
