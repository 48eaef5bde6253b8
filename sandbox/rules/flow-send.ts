/**
 * Checks a flow message against the flow it names: a published flow must be sent as published, a draft as a draft. A
 * flow unknown to the sandbox is refused only if the rule `flows` is on.
 */
import type { Refusal } from '../graph/error.ts'
import { isJson, type Json, jsonAt } from '../wire.ts'
import type { World } from '../world.ts'
import { invalid } from './check.ts'

export function checkFlowSent(world: World, message: Json, wabaId: string): Refusal | undefined {
  const { interactive } = message
  if (!isJson(interactive) || interactive.type !== 'flow') return undefined
  const { flow_id: id, flow_name: name, mode = 'published' } = jsonAt(jsonAt(interactive, 'action'), 'parameters')
  const flow = id === undefined ? world.flows.named(wabaId, String(name)) : world.flows.get(String(id))
  const called = id === undefined ? `name '${String(name)}'` : `id '${String(id)}'`
  if (flow === undefined || flow.wabaId !== wabaId)
    return world.rules.flows ? invalid(`Flow with ${called} does not exist`) : undefined
  if (flow.status === 'BLOCKED') return { code: 132068, details: `Flow with ${called} is blocked` }
  if (flow.status === 'THROTTLED') return { code: 132069, details: `Flow with ${called} is throttled` }
  const wanted = mode === 'draft' ? 'DRAFT' : 'PUBLISHED'
  return flow.status === wanted
    ? undefined
    : invalid(`Flow with ${called} is in ${flow.status}, but mode '${String(mode)}' needs it in ${wanted}`)
}
