/** Notes of the team about a person: seen by whoever may read the conversation, and never by the person. */
import { type Static, Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import { maxNoteLength, type Note } from '../../model/user/inbox.ts'
import { readUserId } from '../api/named-user.ts'
import { actorOf } from '../kit/audit.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse } from '../kit/errors.ts'
import { answerRemoved } from '../kit/revision.ts'
import { instant, iso, nothing, userParams } from '../kit/schemas.ts'

const config = { access: 'admin' } as const
const tags = ['Inbox']

const note = Type.Object({
  id: Type.String(),
  text: Type.String(),
  authorId: Type.Union([Type.String(), Type.Null()]),
  author: Type.Union([Type.String(), Type.Null()]),
  createdAt: instant,
})
const text = Type.String({ minLength: 1, maxLength: maxNoteLength, pattern: '\\S' })
const newNote = Type.Object({ text }, { additionalProperties: false })
const list = Type.Object({ results: Type.Array(note) })
const noteParams = Type.Object({ ...userParams.properties, noteId: Type.String({ maxLength: 64 }) })

withNames({ Note: note })

const routes = {
  list: { config, schema: { tags, summary: 'List notes', params: userParams, response: { 200: list } } },
  add: {
    config,
    schema: { tags, summary: 'Add a note', params: userParams, body: newNote, response: { 201: note } },
  },
  remove: { config, schema: { tags, summary: 'Delete a note', params: noteParams, response: nothing } },
}

export function registerManageNotes(app: App, deps: HttpDeps): void {
  const path = '/manage/v1/bots/:botId/conversations/:userId/notes'
  app.get(path, routes.list, async (request, reply) => {
    const userId = readUserId(request, reply, request.params.userId)
    if (userId === undefined) return reply
    const found = await deps.store.notes({ botId: request.params.botId, userId })
    if (found === undefined) return refuse(request, reply, 'USER_NOT_FOUND')
    return { results: found.map(viewOf) }
  })
  app.post(path, routes.add, async (request, reply) => {
    const userId = readUserId(request, reply, request.params.userId)
    if (userId === undefined) return reply
    const { id: authorId, name: author } = actorOf(request)
    const added = { id: deps.newId('note'), authorId, author, at: deps.clock(), text: request.body.text }
    const isKnown = await deps.store.addNote({ botId: request.params.botId, userId }, added)
    return isKnown ? reply.code(201).send(viewOf(added)) : refuse(request, reply, 'USER_NOT_FOUND')
  })
  app.delete(`${path}/:noteId`, routes.remove, async (request, reply) => {
    const { botId, noteId } = request.params
    const userId = readUserId(request, reply, request.params.userId)
    if (userId === undefined) return reply
    return answerRemoved(request, reply, await deps.store.deleteNote({ botId, userId }, noteId))
  })
}

function viewOf({ id, text: said, authorId, author, at }: Note): Static<typeof note> {
  return { id, text: said, authorId: authorId ?? null, author: author ?? null, createdAt: iso(at) }
}
