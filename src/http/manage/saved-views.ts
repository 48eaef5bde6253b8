/**
 * Saved views: the filters of a list page under a name, private or shared. Everybody may save what they may open; a
 * view is changed by its owner, or by an admin for its bot. It holds no data, so opening one shows what its reader may
 * read by then, and no more.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { scopeOf } from '../../model/access/roles.ts'
import {
  filterFaults,
  maxFilterValue,
  maxViewName,
  mayChange,
  mayOpen,
  maySee,
  operator,
  type SavedView,
  type ViewCaller,
  type ViewFilters,
  viewNameOf,
  viewPageNames,
  viewPages,
} from '../../model/access/saved-view.ts'
import { withNames } from '../../model/request/named.ts'
import { notifyAbout } from '../kit/audit.ts'
import { admitToBot } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { answerRemoved, expectedOf, ifMatchHeaders, refuseChange, tagged } from '../kit/revision.ts'
import { instant, iso, nothing, oneOf } from '../kit/schemas.ts'

const config = { access: 'admin' } as const
const tags = ['Views']
const strict = { additionalProperties: false }

const page = oneOf(viewPageNames)
const name = Type.String({ minLength: 1, maxLength: maxViewName, pattern: '\\S' })
const filters = Type.Record(Type.String(), Type.String({ minLength: 1, maxLength: maxFilterValue }), {
  description: "As in the page's address.",
})
const shared = Type.Boolean()
const optional = Type.Optional
const params = Type.Object({ viewId: Type.String({ maxLength: 64 }) })
const view = Type.Object({
  id: Type.String(),
  page,
  name: Type.String(),
  filters,
  shared,
  owner: Type.Union([Type.Object({ id: Type.String(), name: Type.String() }), Type.Null()], {
    description: 'null: the operator, or a user who was deleted.',
  }),
  mayChange: Type.Boolean(),
  createdAt: instant,
  updatedAt: instant,
})

withNames({ View: view, ViewFilters: filters, ViewPage: page })

const routes = {
  list: {
    config,
    schema: {
      tags,
      summary: 'List views',
      querystring: Type.Object({ page: optional(page) }),
      response: { 200: Type.Object({ results: Type.Array(view) }) },
    },
  },
  add: {
    config,
    schema: {
      tags,
      summary: 'Save a view',
      body: Type.Object({ page, name, filters, shared: optional(shared) }, strict),
      response: { 201: view },
    },
  },
  read: { config, schema: { tags, summary: 'Read a view', params, response: { 200: view } } },
  change: {
    config,
    schema: {
      tags,
      summary: 'Change a view',
      params,
      headers: ifMatchHeaders,
      body: Type.Object({ name: optional(name), filters: optional(filters), shared: optional(shared) }, strict),
      response: { 200: view },
    },
  },
  remove: {
    config,
    schema: { tags, summary: 'Delete a view', params, headers: ifMatchHeaders, response: nothing },
  },
}

const path = '/manage/v1/views'

export function registerManageSavedViews(app: App, deps: HttpDeps): void {
  const { store, clock, newId } = deps
  app.get(path, routes.list, async (request) => {
    const caller = callerOf(request)
    const { page: wanted } = request.query
    const found = await store.savedViews(caller.own ?? '')
    const seen = found.filter((one) => (wanted ?? one.page) === one.page && maySee(caller, one))
    return { results: seen.map((one) => shownOf(caller, one)) }
  })
  app.post(path, routes.add, async (request, reply) => {
    const { page: of, filters: given, name: written, shared: isShared = false } = request.body
    const wanted = await admitted(deps, request, reply, { page: of, name: written, filters: given, isShared })
    if (wanted === undefined) return reply
    const caller = callerOf(request)
    const about = { page: of, name: viewNameOf(written), filters: wanted, isShared, ownerId: caller.own ?? '' }
    if (!mayChange(caller, about)) return refuse(request, reply, 'FORBIDDEN_ROLE')
    const id = newId('view')
    notifyAbout(request, { id })
    const added = await store.addView({ ...about, id, now: clock() })
    // The owner has been deleted since.
    if (added.kind === 'missing') return refuse(request, reply, 'FORBIDDEN_ROLE')
    if (added.kind === 'taken') return refuse(request, reply, 'VIEW_NAME_TAKEN')
    if (added.kind !== 'changed') return refuseChange(request, reply, added)
    return tagged(reply, added.value).code(201).send(shownOf(caller, added.value))
  })
  app.get(`${path}/:viewId`, routes.read, async (request, reply) => {
    const found = await foundFor(deps, request, reply, request.params.viewId, 'see')
    if (found === undefined) return reply
    tagged(reply, found)
    return shownOf(callerOf(request), found)
  })
  app.patch(`${path}/:viewId`, routes.change, async (request, reply) => {
    const known = await foundFor(deps, request, reply, request.params.viewId, 'change')
    if (known === undefined) return reply
    const { name: written, filters: given, shared: isShared } = request.body
    const next = {
      ...known,
      name: written ?? known.name,
      filters: given ?? known.filters,
      isShared: isShared ?? known.isShared,
    }
    const wanted = await admitted(deps, request, reply, next)
    if (wanted === undefined) return reply
    // Filters of another bot make it another bot's view: that, too, must be the caller's to change.
    if (!mayChange(callerOf(request), { ...known, filters: wanted })) return refuse(request, reply, 'FORBIDDEN_ROLE')
    const change = {
      ...(written !== undefined && { name: viewNameOf(written) }),
      ...(given && { filters: wanted }),
      ...(isShared !== undefined && { isShared }),
    }
    const changed = await store.changeView({ id: known.id, change, expected: expectedOf(request), now: clock() })
    if (changed.kind === 'taken') return refuse(request, reply, 'VIEW_NAME_TAKEN')
    if (changed.kind !== 'changed') return refuseChange(request, reply, changed)
    tagged(reply, changed.value)
    return shownOf(callerOf(request), changed.value)
  })
  app.delete(`${path}/:viewId`, routes.remove, async (request, reply) => {
    const known = await foundFor(deps, request, reply, request.params.viewId, 'change')
    if (known === undefined) return reply
    return answerRemoved(request, reply, await store.deleteView(known.id, expectedOf(request)))
  })
}

/** The management token is the operator, and programs save for it. */
function callerOf({ principal }: FastifyRequest): ViewCaller {
  const scope: ViewCaller['scopeOf'] = (permission) =>
    principal === undefined ? 'all' : scopeOf(principal.grants, permission)
  if (principal?.kind === 'user') return { own: principal.id, isKey: false, scopeOf: scope }
  const own = scope('bots.write').length > 0 ? operator : undefined
  return { own, isKey: principal !== undefined, scopeOf: scope }
}

/** The filters, if they are the page's and the caller may open it with them. Undefined: refused. */
async function admitted(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: Pick<SavedView, 'page' | 'name' | 'filters' | 'isShared'>,
): Promise<ViewFilters | undefined> {
  const { page: of, filters: given } = asked
  const faults = filterFaults(asked)
  if (faults.length > 0) {
    refuseInvalid(request, reply, faults)
    return undefined
  }
  const caller = callerOf(request)
  const wanted = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, value.trim()]))
  if (wanted.bot !== undefined) {
    request.scope = caller.scopeOf(viewPages[of].permission)
    if (!(await admitToBot(deps, request, reply, wanted.bot))) return undefined
  }
  if (mayOpen(caller, { page: of, filters: wanted })) return wanted
  refuse(request, reply, 'FORBIDDEN_ROLE')
  return undefined
}

/** A view that the caller may not see is not there. Undefined: refused. */
async function foundFor(
  { store }: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  what: 'see' | 'change',
): Promise<SavedView | undefined> {
  const found = await store.savedView(id)
  const caller = callerOf(request)
  if (found === undefined || !maySee(caller, found)) {
    refuse(request, reply, 'NOT_FOUND')
    return undefined
  }
  if (found.filters.bot !== undefined) notifyAbout(request, { botId: found.filters.bot })
  if (what === 'see' || mayChange(caller, found)) return found
  refuse(request, reply, 'FORBIDDEN_ROLE')
  return undefined
}

function shownOf(caller: ViewCaller, found: SavedView): Static<typeof view> {
  const { ownerName } = found
  return {
    id: found.id,
    page: found.page,
    name: found.name,
    filters: { ...found.filters },
    shared: found.isShared,
    owner: ownerName === undefined ? null : { id: found.ownerId, name: ownerName },
    mayChange: mayChange(caller, found),
    createdAt: iso(found.createdAt),
    updatedAt: iso(found.updatedAt),
  }
}
