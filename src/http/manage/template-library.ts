/** Meta's library of ready-made templates: browsed here, used by `library_template_name` of a new template. */
import { Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseMeta } from '../kit/errors.ts'
import { botParams, oneOf } from '../kit/schemas.ts'

const config = { access: 'admin' } as const
const optional = Type.Optional
const word = optional(Type.String({ pattern: '^[A-Za-z_]{1,60}$' }))
const text = optional(Type.String({ minLength: 1, maxLength: 100 }))
const orNull = Type.Union([Type.String(), Type.Null()])

const query = Type.Object({
  search: text,
  topic: word,
  useCase: word,
  industry: word,
  language: word,
  name: text,
  limit: optional(Type.String({ pattern: '^[1-9][0-9]?$' })),
  after: optional(Type.String({ pattern: '^[\\w=+/-]{1,500}$', description: '`next` of the previous page.' })),
})

const item = Type.Object({
  id: orNull,
  name: Type.String({ description: 'For `library_template_name`.' }),
  language: Type.String(),
  category: oneOf(['AUTHENTICATION', 'MARKETING', 'UTILITY']),
  topic: orNull,
  useCase: orNull,
  industries: Type.Array(Type.String()),
  components: Type.Array(Type.Object({ type: Type.String() }, { additionalProperties: true })),
  paramTypes: Type.Array(Type.String({ examples: ['AMOUNT'] })),
  params: Type.Array(Type.String(), { description: 'Examples.' }),
})
const page = Type.Object({ results: Type.Array(item), next: orNull })

withNames({ LibraryTemplate: item, LibraryPage: page })

const routes = {
  list: {
    config,
    schema: {
      tags: ['Template definitions'],
      summary: "Browse Meta's template library",
      params: botParams,
      querystring: query,
      response: { 200: page },
    },
  },
}

export function registerTemplateLibrary(app: App, deps: HttpDeps): void {
  app.get('/manage/v1/bots/:botId/template-library', routes.list, async (request, reply) => {
    const { limit, ...asked } = request.query
    const found = await deps.templates.library(botOf(request), { ...asked, limit: Number(limit ?? 20) })
    if (found.kind === 'failed') return refuseMeta(request, reply, found.outcome)
    return { results: found.templates, next: found.next }
  })
}
