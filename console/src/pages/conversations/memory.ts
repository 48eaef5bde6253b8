/** The memory of a person with its tag and the ends of its keys, and a change of what somebody has seen of it. */
import { queryOptions } from '@tanstack/react-query'
import { gateway } from '../../app/gateway.ts'
import { tagged } from '../../app/tagged.ts'

type Of = { botId: string; userId: string }

export function memoryQuery({ botId, userId }: Of) {
  return queryOptions({
    queryKey: ['person', botId, userId, 'memory'],
    queryFn: () =>
      tagged(async (options) => (await gateway.getMemory({ body: { botId, userReferenceId: userId } }, options)).data),
  })
}

/** Null removes a key. Refused when anything has changed since the tag. */
export function changeMemory({ botId, userId }: Of, ifMatch: string, params: Record<string, unknown>) {
  return gateway.addUserMemory({ botId, userId, ifMatch, body: { params } })
}
