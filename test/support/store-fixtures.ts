/**
 * Rows that many suites of the store need: a bot with an endpoint, a skill, a campaign's snapshot; and the bodies of the
 * stored events.
 */
import type { Bot } from '../../src/model/bot/bot.ts'
import type { CampaignSnapshot } from '../../src/model/campaign/campaign.ts'
import type { Skill, SkillAct } from '../../src/model/skill/skill.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import { testEndpoint } from './facts.ts'
import { type OpenChanges, type TestStore, t0 } from './open-store.ts'
import { type Backend, testBot } from './store.ts'

/** `events`: those of the endpoint `ep`; without them there is no endpoint. */
export async function openWithBot(
  backend: Backend,
  { events, bot, ...changes }: OpenChanges & { events?: string[]; bot?: Partial<Bot> } = {},
): Promise<TestStore> {
  const ctx = await backend.open(changes)
  await ctx.store.putBot(testBot(bot))
  if (events) await ctx.store.putEndpoint(testEndpoint('ep', events))
  return ctx
}

export function testSkill(id: string, act: SkillAct = { kind: 'webhook', url: 'https://x.example' }): Skill {
  return { id, botId: 'bot_test', name: id, createdAt: t0, updatedAt: t0, ...act }
}

const promo: TemplateDefinition = {
  elementName: 'promo',
  language: 'es',
  category: 'UTILITY',
  status: 'APPROVED',
  components: [],
}

/** Of a file with one column. */
export function campaignSnapshot(definition = promo, request: CampaignSnapshot['request'] = {}): CampaignSnapshot {
  return { definition, request, columns: [], parameters: [], width: 1, separator: ',', headerLine: 1, readAt: t0 }
}

/** The bodies of the stored events of this type, oldest first. */
export const eventBodies = (ctx: TestStore, type: string) =>
  ctx.rows(`select body from events where type = '${type}' order by seq`).map(({ body }) => JSON.parse(String(body)))
