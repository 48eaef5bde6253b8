/**
 * Flows in the Graph API: create, list, describe, change, upload the JSON, publish, deprecate, delete; each change of
 * status emits a webhook. Just enough to send a flow and to draw its form on the phone.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Flow, type FlowStatus, flowJsonOf, problemsOf } from '../flow.ts'
import { emitChange } from '../inbound/change.ts'
import { numbersOf } from '../numbers.ts'
import { dayMs } from '../time.ts'
import { isJson, type Json } from '../wire.ts'
import type { World } from '../world.ts'
import { type Refusal, unknownObject } from './error.ts'
import { readMultipart } from './multipart.ts'
import {
  type ById,
  isTrue,
  jsonValue,
  originOf,
  pageOf,
  parametersOf,
  pick,
  requires,
  sendJson,
  sendRefusal,
  sendSuccess,
  wrongParameter,
} from './request.ts'

/** A flow's JSON may have 10 MB; the surrounding form needs a little more. */
const maxJsonBytes = 11 * 1024 * 1024

const categories = [
  'SIGN_UP',
  'SIGN_IN',
  'APPOINTMENT_BOOKING',
  'LEAD_GENERATION',
  'CONTACT_US',
  'CUSTOMER_SUPPORT',
  'SURVEY',
  'OTHER',
]

type Handler = (flow: Flow, request: FastifyRequest<ById>, reply: FastifyReply) => FastifyReply

export function registerFlowRoutes(app: FastifyInstance, world: World): void {
  const withFlow = (method: string, handle: Handler) => (request: FastifyRequest<ById>, reply: FastifyReply) => {
    const flow = world.flows.get(request.params.id)
    if (flow === undefined) return sendRefusal(world, reply, unknownObject(request.params.id, method))
    return handle(flow, request, reply)
  }
  app.get<ById>('/:id/flows', (request, reply) => list(world, request, reply))
  app.post<ById>('/:id/flows', { bodyLimit: maxJsonBytes }, (request, reply) => create(world, request, reply))
  app.get<ById>(
    '/:id/assets',
    withFlow('get', (flow, request, reply) => sendJson(reply, assetsOf(flow, request))),
  )
  app.post<ById>(
    '/:id/assets',
    { bodyLimit: maxJsonBytes },
    withFlow('post', (flow, request, reply) => uploadJson(world, flow, request, reply)),
  )
  app.post<ById>(
    '/:id/publish',
    withFlow('post', (flow, _request, reply) => publish(world, flow, reply)),
  )
  app.post<ById>(
    '/:id/deprecate',
    withFlow('post', (flow, _request, reply) =>
      flow.status === 'PUBLISHED'
        ? moved(world, flow, 'DEPRECATED', reply)
        : sendRefusal(world, reply, { code: 139003, details: 'Only a published flow can be deprecated.' }),
    ),
  )
}

function list(world: World, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const { id } = request.params
  if (numbersOf(world, id).length === 0) return sendRefusal(world, reply, unknownObject(id, 'get'))
  const flows = world.flows.of(id).map((flow) => pick(summaryOf(flow), request.query.fields, flow.id))
  return sendJson(reply, pageOf(request, flows))
}

function create(world: World, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const wabaId = request.params.id
  if (numbersOf(world, wabaId).length === 0) return sendRefusal(world, reply, unknownObject(wabaId, 'post'))
  const given = parametersOf(request)
  const facts = factsOf(world, wabaId, given)
  if ('code' in facts) return sendRefusal(world, reply, facts)
  const json = given.flow_json === undefined ? cloned(world, given.clone_flow_id) : flowJsonOf(given.flow_json)
  const id = world.random.digits(16)
  const flow: Flow = {
    id,
    wabaId,
    status: 'DRAFT',
    updatedAt: world.now(),
    ...(isJson(json) ? { json } : {}),
    ...facts,
  }
  const problems = json === undefined ? [] : problemsOf(json)
  world.flows.put(flow)
  if (isTrue(given.publish) && isJson(json) && problems.length === 0) changeStatus(world, flow, 'PUBLISHED')
  return sendJson(reply, { id, success: true, validation_errors: validationErrors(json) })
}

type Facts = Pick<Flow, 'name' | 'categories'> & { endpointUri?: string }

/** Name, categories and endpoint; on a change, omitted ones stay as they are. */
function factsOf(world: World, wabaId: string, given: Json, before?: Flow): Facts | Refusal {
  const name = given.name ?? before?.name
  if (typeof name !== 'string' || name === '') return requires('name')
  const other = world.flows.named(wabaId, name)
  if (other !== undefined && other.id !== before?.id)
    return { code: 100, message: '(#100) Invalid parameter', details: 'Flow name is not unique' }
  const wanted = jsonValue(given.categories) ?? before?.categories
  if (!Array.isArray(wanted) || wanted.length === 0) return requires('categories')
  if (!wanted.every((category) => categories.includes(category)))
    return wrongParameter(`Param categories must be of {${categories.join(', ')}}.`)
  const endpointUri = given.endpoint_uri ?? before?.endpointUri
  return { name, categories: wanted, ...(typeof endpointUri === 'string' ? { endpointUri } : {}) }
}

function cloned(world: World, id: unknown): Json | undefined {
  return typeof id === 'string' ? world.flows.get(id)?.json : undefined
}

function validationErrors(json: unknown): readonly object[] {
  if (json === undefined) return []
  return problemsOf(json).map(({ error, message, path }) => ({
    error,
    error_type: 'FLOW_JSON_ERROR',
    message,
    line_start: 1,
    line_end: 1,
    column_start: 1,
    column_end: 1,
    pointers: [{ line_start: 1, line_end: 1, column_start: 1, column_end: 1, path }],
  }))
}

function summaryOf(flow: Flow) {
  const { id, name, status, categories: kinds } = flow
  return { id, name, status, categories: kinds, validation_errors: validationErrors(flow.json) }
}

/** `GET /{flow-id}`: the summary, or with `fields` the full object. */
export function flowObject(world: World, flow: Flow, request: FastifyRequest<ById>): object {
  if (request.query.fields === undefined) return summaryOf(flow)
  const expiresAt = new Date(world.now() + 30 * dayMs).toISOString()
  return {
    ...summaryOf(flow),
    json_version: flow.json?.version,
    data_api_version: flow.json?.data_api_version,
    ...(flow.endpointUri === undefined ? {} : { endpoint_uri: flow.endpointUri }),
    preview: {
      preview_url: `${originOf(request)}/_sandbox/flows/${flow.id}`,
      expires_at: expiresAt.replace('Z', '+0000'),
    },
    whatsapp_business_account: { id: flow.wabaId },
    health_status: { can_send_message: flow.status === 'PUBLISHED' ? 'AVAILABLE' : 'BLOCKED' },
    updated_at: new Date(flow.updatedAt).toISOString(),
  }
}

function assetsOf(flow: Flow, request: FastifyRequest<ById>): object {
  const download = `${originOf(request)}/_sandbox/flows/${flow.id}`
  if (flow.json === undefined) return { data: [] }
  return pageOf(request, [{ name: 'flow.json', asset_type: 'FLOW_JSON', download_url: download }])
}

function uploadJson(world: World, flow: Flow, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const parts = readMultipart(body, request.headers['content-type'] ?? '')
  const file = parts.find(({ name }) => name === 'file')
  const assetType = parametersOf(request).asset_type
  if (file === undefined) return sendRefusal(world, reply, requires('file'))
  if (assetType !== 'FLOW_JSON') return sendRefusal(world, reply, wrongParameter('Param asset_type must be FLOW_JSON.'))
  if (flow.status !== 'DRAFT') return sendRefusal(world, reply, cannotChange)
  const json = flowJsonOf(file.bytes.toString('utf8'))
  if (isJson(json)) world.flows.put({ ...flow, json, updatedAt: world.now() })
  return sendJson(reply, { success: true, validation_errors: validationErrors(json ?? null) })
}

const cannotChange: Refusal = { code: 139001, details: 'Only a flow in DRAFT can be updated.' }

/** `POST /{flow-id}`. */
export function updateFlow(world: World, flow: Flow, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  if (flow.status !== 'DRAFT') return sendRefusal(world, reply, cannotChange)
  const facts = factsOf(world, flow.wabaId, parametersOf(request), flow)
  if ('code' in facts) return sendRefusal(world, reply, facts)
  world.flows.put({ ...flow, ...facts, updatedAt: world.now() })
  return sendSuccess(reply)
}

/** `DELETE /{flow-id}`. */
export function deleteFlow(world: World, flow: Flow, reply: FastifyReply): FastifyReply {
  if (flow.status !== 'DRAFT')
    return sendRefusal(world, reply, { code: 139004, details: 'Only a flow in DRAFT can be deleted.' })
  world.flows.remove(flow.id)
  return sendSuccess(reply)
}

function publish(world: World, flow: Flow, reply: FastifyReply): FastifyReply {
  if (flow.status !== 'DRAFT')
    return sendRefusal(world, reply, { code: 139002, details: 'Only a flow in DRAFT can be published.' })
  if (flow.json === undefined || problemsOf(flow.json).length > 0)
    return sendRefusal(world, reply, { code: 139002, details: 'The flow JSON is missing or has validation errors.' })
  return moved(world, flow, 'PUBLISHED', reply)
}

function moved(world: World, flow: Flow, status: FlowStatus, reply: FastifyReply): FastifyReply {
  changeStatus(world, flow, status)
  return sendSuccess(reply)
}

function changeStatus(world: World, flow: Flow, status: FlowStatus): void {
  world.flows.put({ ...flow, status, updatedAt: world.now() })
  emitChange(world, flow.wabaId, 'flows', {
    event: 'FLOW_STATUS_CHANGE',
    message: `Flow ${flow.name} changed status from ${flow.status} to ${status}`,
    flow_id: flow.id,
    old_status: flow.status,
    new_status: status,
  })
}
