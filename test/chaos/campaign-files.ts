/** A program that sends files: one campaign after the other, some of them paused for a while, a few canceled. */
import { type Asker, type Closing, createAsker } from './client-request.ts'
import type { Crowd } from './clients.ts'
import { elapsed } from './gateways.ts'
import { type Campaign, everybody, type Journal, maxWaiting, someOf } from './journal.ts'
import { between, oneOf, seeded } from './random.ts'
import type { Site } from './site-parts.ts'

const maxRows = 40

export async function sendFiles(
  site: Site,
  journal: Journal,
  crowd: Crowd,
  { seed, closing }: { seed: number; closing: Closing },
): Promise<void> {
  const { campaignEveryMs } = crowd
  if (campaignEveryMs === undefined) return
  const random = seeded(seed, 'files')
  const people = everybody(journal, crowd.peoplePerBot)
  const asker = createAsker(site, 1, { random, closing })
  for (let count = 1; Date.now() < closing.at; count++) {
    await elapsed(between(random, campaignEveryMs / 2, campaignEveryMs * 1.5))
    if (journal.waiting > maxWaiting) continue
    const seat = oneOf(random, journal.seats)
    if (seat.isAway) continue
    const own = people.filter((person) => person.seat === seat)
    const userIds = someOf(random, own, between(random, maxRows / 2, maxRows)).map(({ userId }) => userId)
    const { botId } = seat
    const campaign: Campaign = { token: `q${count}x`, botId, userIds, ids: new Set(), askedAt: Date.now() }
    journal.campaigns.push(campaign)
    const id = await upload(asker, campaign)
    const chance = random()
    if (id !== undefined && chance < 0.5) await pauseFor(asker, id, between(random, 100, campaignEveryMs / 2))
    else if (id !== undefined && chance < 0.65) await callOff(asker, campaign, id)
  }
}

async function upload(asker: Asker, campaign: Campaign): Promise<string | undefined> {
  const { token, botId, userIds } = campaign
  const lines = userIds.map((userId) => `${userId},${token},P2`)
  const form = new FormData()
  for (const [name, value] of Object.entries({ campaignName: token, elementName: 'demo_text', botId }))
    form.append(name, value)
  form.append('file', new Blob([['phone,uno,dos', ...lines].join('\n')]), `${token}.csv`)
  const answer = await asker.askAgain('POST', '/v1/hsm/file', form, token)
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
async function pauseFor(asker: Asker, id: string, ms: number): Promise<void> {
  await asker.askAgain('POST', `/v1/campaigns/${id}/pause`, {})
  await elapsed(ms)
  await asker.askAgain('POST', `/v1/campaigns/${id}/resume`, {})
}

export async function callOff(asker: Asker, campaign: Campaign, id: string): Promise<void> {
  // Set before the request, since it is unknown when the cancel takes effect.
  campaign.isCanceled = true
  await asker.askAgain('POST', `/v1/campaigns/${id}/cancel`, {})
}
