/** Skills of a bot, one of them with its revision, and the latest of their failures. */
import { queryOptions } from '@tanstack/react-query'
import type { Answer, Item } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'

export type Skill = Item<'listSkills'>
export type Failed = Answer<'getEvent'>

/** More than any bot has. */
const most = 500
const shownFailures = 10

export function skillsQuery(botId: string) {
  return queryOptions({
    queryKey: ['skills', botId],
    queryFn: async () => (await gateway.listSkills({ botId, limit: most })).results,
  })
}

/** With its ETag, so that a change by somebody else meanwhile is not written over. */
export function skillQuery(botId: string, skillId: string) {
  return queryOptions({
    queryKey: ['skills', botId, skillId],
    async queryFn() {
      let etag: string | undefined
      const skill = await gateway.getSkill(
        { botId, skillId },
        { onResponse: ({ headers }) => (etag = headers.get('etag') ?? undefined) },
      )
      return { skill, etag }
    },
    // Somebody may be writing: what they began with stays.
    refetchOnWindowFocus: false,
    staleTime: 0,
    gcTime: 0,
  })
}

/** Newest first, each with its reason. */
export function failuresQuery(botId: string) {
  return queryOptions({
    queryKey: ['skills', botId, 'failures'],
    async queryFn(): Promise<Failed[]> {
      const { results } = await gateway.listEvents({ botId, type: 'skill_failed', limit: shownFailures })
      return Promise.all(results.map(({ id }) => gateway.getEvent({ eventId: id })))
    },
  })
}
