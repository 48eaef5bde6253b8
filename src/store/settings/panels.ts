/**
 * The external support panel of a bot: an endpoint of its own door, of which there is one, with the secret that signs
 * both directions. All else that endpoints have is as for the others (endpoints.ts).
 */
import type { Endpoint, EndpointAuth, Signing } from '../../model/bot/bot.ts'
import { present } from '../../model/request/check.ts'
import { panelEvents } from '../../model/support/panel-body.ts'
import { resumeEndpoint } from '../deliveries/deliveries.ts'
import { type Expected, isExpected } from '../sql/revisions.ts'
import type { Transaction } from '../sql/transaction.ts'
import { addEndpoint, type EndpointContext, endpointsOf } from './endpoints.ts'

/** `secret`: of a panel that is new, or of one that is registered `anew`. */
export type PanelInput = {
  botId: string
  url: string
  auth: EndpointAuth | undefined
  secret: string
  /** By a registration: its secret takes the place of the former one, and a panel that failed is on again. */
  isAnew: boolean
  /** Until when the panel may sign with the former secret. */
  formerUntil: number
  expected?: Expected | undefined
  now: number
}

export type PutPanel = { kind: 'stale' } | { kind: 'made' | 'changed'; panel: Endpoint }

export function* putPanel(context: EndpointContext, input: PanelInput): Transaction<PutPanel> {
  const { botId, url, auth, secret, isAnew, now } = input
  const known = yield* panelOf(context, botId)
  if (!isExpected(input.expected, known?.revision)) return { kind: 'stale' }
  const signing = known === undefined ? { secret } : isAnew ? renewed(known, secret, input.formerUntil) : known.signing
  const isOn = isAnew && known?.disabledAt !== undefined && known.disabledReason !== 'paused'
  const made: Endpoint = { id: '', botId, url, events: [...panelEvents], door: 'panel', createdAt: now }
  const { disabledAt, ...rest } = known ?? { ...made, id: context.newEndpointId() }
  const panel = present({ ...rest, url, auth, signing, disabledAt: isOn ? undefined : disabledAt }) as Endpoint
  yield* addEndpoint(context, panel)
  if (isOn) yield* resumeEndpoint(panel.id, now)
  return { kind: known === undefined ? 'made' : 'changed', panel }
}

/** Undefined: the bot has no panel. */
export function* renewPanelSecret(
  context: EndpointContext,
  { botId, secret, formerUntil }: Pick<PanelInput, 'botId' | 'secret' | 'formerUntil'>,
): Transaction<Endpoint | undefined> {
  const known = yield* panelOf(context, botId)
  if (known === undefined) return undefined
  const panel = { ...known, signing: renewed(known, secret, formerUntil) }
  yield* addEndpoint(context, panel)
  return panel
}

function renewed({ signing }: Endpoint, secret: string, until: number): Signing {
  return signing === undefined ? { secret } : { secret, former: { secret: signing.secret, until } }
}

function* panelOf({ seal }: EndpointContext, botId: string): Transaction<Endpoint | undefined> {
  return (yield* endpointsOf(seal, botId)).find(({ door }) => door === 'panel')
}
