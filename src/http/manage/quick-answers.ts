/**
 * A bot's quick answers: texts under a short name, with variables that are filled from the person before somebody sends
 * them. Whoever may answer may change them: they are what a team says, and nothing goes out by itself.
 */
import { type Static, Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import {
  maxQuickAnswerLength,
  type QuickAnswer,
  quickAnswerNamePattern,
  unknownVariables,
} from '../../model/user/inbox.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { answerRemoved, expectedOf, ifMatchHeaders, refuseChange, tagged } from '../kit/revision.ts'
import { botParams, instant, iso, nothing } from '../kit/schemas.ts'

const config = { access: 'admin' } as const
const tags = ['Inbox']

const name = Type.String({ pattern: quickAnswerNamePattern, description: '1-40 letters, digits, _ or -.' })
const params = Type.Object({ botId: botParams.properties.botId, name })
const text = Type.String({
  minLength: 1,
  maxLength: maxQuickAnswerLength,
  pattern: '\\S',
  description: 'May contain `{{name}}`, `{{phone}}` and `{{memory.key}}`.',
})
const newAnswer = Type.Object({ text }, { additionalProperties: false })
const answer = Type.Object({ name: Type.String(), text: Type.String(), createdAt: instant, updatedAt: instant })
const list = Type.Object({ results: Type.Array(answer) })

withNames({ QuickAnswer: answer })

const routes = {
  list: { config, schema: { tags, summary: 'List quick answers', params: botParams, response: { 200: list } } },
  read: { config, schema: { tags, summary: 'Read a quick answer', params, response: { 200: answer } } },
  put: {
    config,
    schema: {
      tags,
      summary: 'Create or replace a quick answer',
      params,
      headers: ifMatchHeaders,
      body: newAnswer,
      response: { 200: answer },
    },
  },
  remove: {
    config,
    schema: { tags, summary: 'Delete a quick answer', params, headers: ifMatchHeaders, response: nothing },
  },
}

export function registerManageQuickAnswers(app: App, { store, clock }: HttpDeps): void {
  const path = '/manage/v1/bots/:botId/quick-answers'
  app.get(path, routes.list, async (request) => ({
    results: (await store.quickAnswers(request.params.botId)).map(viewOf),
  }))
  app.get(`${path}/:name`, routes.read, async (request, reply) => {
    const found = await store.quickAnswer(request.params.botId, request.params.name)
    if (!found) return refuse(request, reply, 'NOT_FOUND')
    tagged(reply, found)
    return viewOf(found)
  })
  app.put(`${path}/:name`, routes.put, async (request, reply) => {
    const violations = unknownVariables(request.body.text)
    if (violations.length > 0) return refuseInvalid(request, reply, violations)
    const put = { ...request.params, text: request.body.text, now: clock() }
    const changed = await store.putQuickAnswer(put, expectedOf(request))
    if (changed.kind !== 'changed') return refuseChange(request, reply, changed)
    tagged(reply, changed.value)
    return viewOf(changed.value)
  })
  app.delete(`${path}/:name`, routes.remove, async (request, reply) => {
    const { botId, name: id } = request.params
    return answerRemoved(request, reply, await store.deleteQuickAnswer(botId, id, expectedOf(request)))
  })
}

function viewOf({ name: id, text: said, createdAt, updatedAt }: QuickAnswer): Static<typeof answer> {
  return { name: id, text: said, createdAt: iso(createdAt), updatedAt: iso(updatedAt) }
}
