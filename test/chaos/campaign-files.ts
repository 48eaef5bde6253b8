/** A program that sends files: one campaign after the other, some of them paused for a while, a few canceled. */
import { type Closing, createRequester, type Requester } from './client-request.ts'
import type { Load } from './clients.ts'
import { elapsed } from './gateways.ts'
import { allPeople, type Campaign, type Journal, maxWaiting, sampleOf } from './journal.ts'
import { between, oneOf, seeded } from './random.ts'
import type { Site } from './site-parts.ts'

const maxRows = 40

export async function sendFiles(
  site: Site,
  journal: Journal,
  load: Load,
  { seed, closing }: { seed: number; closing: Closing },
): Promise<void> {
  const { campaignEveryMs } = load
  if (campaignEveryMs === undefined) return
  const random = seeded(seed, 'files')
  const people = allPeople(journal, load.peoplePerBot)
  const requester = createRequester(site, 1, { random, closing })
  for (let count = 1; performance.now() < closing.at; count++) {
    await elapsed(between(random, campaignEveryMs / 2, campaignEveryMs * 1.5))
    if (journal.waiting > maxWaiting) continue
    const slot = oneOf(random, journal.slots)
    if (slot.isAbsent) continue
    const own = people.filter((person) => person.slot === slot)
    const userIds = sampleOf(random, own, between(random, maxRows / 2, maxRows)).map(({ userId }) => userId)
    const { botId } = slot
    const campaign: Campaign = { token: `q${count}x`, botId, userIds, ids: new Set(), askedAt: Date.now() }
    journal.campaigns.push(campaign)
    const id = await upload(requester, campaign)
    const chance = random()
    if (id !== undefined && chance < 0.5) await pauseFor(requester, id, between(random, 100, campaignEveryMs / 2))
    else if (id !== undefined && chance < 0.65) await cancelCampaign(requester, campaign, id)
  }
}

async function upload(requester: Requester, campaign: Campaign): Promise<string | undefined> {
  const { token, botId, userIds } = campaign
  const lines = userIds.map((userId) => `${userId},${token},P2`)
  const form = new FormData()
  for (const [name, value] of Object.entries({ campaignName: token, elementName: 'demo_text', botId }))
    form.append(name, value)
  form.append('file', new Blob([['phone,uno,dos', ...lines].join('\n')]), `${token}.csv`)
  const answer = await requester.retry('POST', '/v1/hsm/file', form, token)
  const id = answer?.body.campaignId
  if (answer === undefined) return undefined
  if (answer.status !== 200 || typeof id !== 'string') {
    campaign.refused = `${answer.status} ${JSON.stringify(answer.body)}`
    campaign.refusedAt = Date.now()
    return undefined
  }
  campaign.ids.add(id)
  campaign.ackedAt = Date.now()
  return id
}

/** The campaign may be over before. */
async function pauseFor(requester: Requester, id: string, ms: number): Promise<void> {
  await requester.retry('POST', `/v1/campaigns/${id}/pause`, {})
  await elapsed(ms)
  await requester.retry('POST', `/v1/campaigns/${id}/resume`, {})
}

export async function cancelCampaign(requester: Requester, campaign: Campaign, id: string): Promise<void> {
  // Set before the request, since it is unknown when the cancel takes effect.
  campaign.isCanceled = true
  await requester.retry('POST', `/v1/campaigns/${id}/cancel`, {})
}
