/**
 * A bot's number at Meta: how it stands and how it came to stand so, from the history that the gateway keeps; and its
 * business profile, read from Meta and written there.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { maxWebsites, type Profile, profileLimits, verticals } from '../../model/bot/profile.ts'
import { type StandingChange, standingNames } from '../../model/bot/standing.ts'
import { withName, withNames } from '../../model/request/named.ts'
import type { ProfileResult } from '../../number/actions.ts'
import { botOf } from '../kit/auth.ts'
import { cursorQuery, seqAfter } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseMeta } from '../kit/errors.ts'
import { expectedOf, ifMatchHeaders, refuseChange, tagged } from '../kit/revision.ts'
import { botParams, instant, iso, oneOf } from '../kit/schemas.ts'

const optional = Type.Optional
const config = { access: 'admin' } as const
const tags = ['Bots']

// ── quality ─────────────────────────────────────────────────

const query = Type.Object({
  limit: cursorQuery.limit,
  after: seqAfter,
})

const change = withName(
  'NumberChange',
  Type.Object({
    id: Type.String(),
    at: instant,
    name: oneOf(standingNames, { description: '`name_review`: the decision on a new name, which `detail` has.' }),
    value: Type.String({ description: "Meta's word." }),
    previous: Type.Union([Type.String(), Type.Null()]),
    detail: optional(Type.String()),
    source: oneOf(['webhook', 'asked']),
  }),
)
const quality = Type.Object({
  botId: Type.String(),
  askedAt: Type.Union([instant, Type.Null()], { description: 'When Meta was last asked.' }),
  current: Type.Array(change),
  results: Type.Array(change),
  next: Type.Union([Type.String(), Type.Null()]),
})

// ── the profile ─────────────────────────────────────────────

const text = (name: keyof typeof profileLimits) => Type.String({ maxLength: profileLimits[name] })
const website = Type.String({ maxLength: profileLimits.website, pattern: '^https?://[^\\s]+$' })
export const profile = Type.Object({
  about: Type.String(),
  address: Type.String(),
  description: Type.String(),
  email: Type.String(),
  websites: Type.Array(Type.String()),
  vertical: Type.String(),
  pictureUrl: Type.Union([Type.String(), Type.Null()]),
})
const newProfile = Type.Object(
  {
    about: optional(text('about')),
    address: optional(text('address')),
    description: optional(text('description')),
    email: optional(text('email')),
    websites: optional(Type.Array(website, { maxItems: maxWebsites })),
    vertical: optional(oneOf(verticals)),
  },
  { additionalProperties: false },
)

withNames({ NumberQuality: quality, BusinessProfile: profile, NewBusinessProfile: newProfile })

const routes = {
  quality: {
    config,
    schema: {
      tags,
      summary: 'How a number stands at Meta, and its changes',
      params: botParams,
      querystring: query,
      response: { 200: quality },
    },
  },
  profile: {
    config,
    schema: { tags, summary: 'Read the business profile', params: botParams, response: { 200: profile } },
  },
  replace: {
    config,
    schema: {
      tags,
      summary: 'Replace the business profile',
      params: botParams,
      headers: ifMatchHeaders,
      body: newProfile,
      response: { 200: profile },
    },
  },
}

const path = '/manage/v1/bots/:botId'

export function registerManageNumber(app: App, deps: HttpDeps): void {
  app.get(`${path}/quality`, routes.quality, (request) => read(deps, botOf(request).id, request.query))
  app.get(`${path}/profile`, routes.profile, async (request, reply) => {
    const bot = botOf(request)
    const revision = await deps.store.profileRevision(bot.id)
    return answerProfile(request, reply, await deps.numbers.profile(bot, revision), revision)
  })
  app.put(`${path}/profile`, routes.replace, async (request, reply) => {
    const bot = botOf(request)
    const taken = await deps.store.takeProfile(bot.id, expectedOf(request))
    if (taken.kind !== 'changed') return refuseChange(request, reply, taken)
    const found = await deps.numbers.replaceProfile(bot, { ...emptyProfile, ...request.body })
    if (found.kind === 'failed') return answerProfile(request, reply, found, taken.value)
    // Counted again: who read while it was written may have seen what was before.
    const written = await deps.store.takeProfile(bot.id)
    return answerProfile(request, reply, found, written.kind === 'changed' ? written.value : taken.value)
  })
}

async function read({ store }: HttpDeps, botId: string, asked: Static<typeof query>): Promise<Static<typeof quality>> {
  const limit = Math.min(Number(asked.limit ?? 50), 500)
  const before = asked.after === undefined ? undefined : Number(asked.after)
  const [{ values, askedAt }, found] = await Promise.all([
    store.standing(botId),
    store.standingChanges(botId, { ...(before !== undefined && { before }), limit }),
  ])
  const last = found.length === limit ? found.at(-1) : undefined
  return {
    botId,
    askedAt: askedAt === undefined ? null : iso(askedAt),
    current: values.map(view),
    results: found.map(view),
    next: last === undefined ? null : String(last.seq),
  }
}

function view({ seq, at, previous, ...same }: StandingChange): Static<typeof change> {
  return { id: String(seq), at: iso(at), previous: previous ?? null, ...same }
}

const emptyProfile: Profile = {
  about: '',
  address: '',
  description: '',
  email: '',
  websites: [],
  vertical: '',
  pictureUrl: '',
}

/** As Meta has it, or why it did not say. */
export function answerProfile(
  request: FastifyRequest,
  reply: FastifyReply,
  found: ProfileResult,
  revision: number,
): FastifyReply {
  if (found.kind === 'failed') return refuseMeta(request, reply, found.outcome)
  const { pictureUrl, ...same } = found.profile
  return tagged(reply, { revision }).send({ ...same, pictureUrl: pictureUrl === '' ? null : pictureUrl })
}
