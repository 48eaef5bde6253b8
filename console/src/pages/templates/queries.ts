/** Templates in Meta's own form, and what they say. */
import { queryOptions } from '@tanstack/react-query'
import type { Schemas } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { componentOf } from './slots.ts'

export type Definition = Schemas['TemplateDefinition']

/** Meta allows an account 6,000 of them, all their languages included. */
const most = 500

export function definitionsQuery(botId: string) {
  return queryOptions({
    queryKey: ['templates', botId],
    async queryFn(): Promise<Definition[]> {
      const found: Definition[] = []
      for await (const one of gateway.iterate('listTemplateDefinitions', { botId, limit: most })) found.push(one)
      return found
    },
  })
}

export function bodyOf(definition: Definition): string {
  return componentOf(definition, 'BODY')?.text ?? ''
}
