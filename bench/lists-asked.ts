/**
 * What the console's pages ask for: measured by lists-api.ts. test/contract/store-list-plans.test.ts explains what each
 * asks of the store.
 */
import { hourMs } from './lists-fill.ts'

export function asked(startAt: number, rows: number): [what: string, path: string][] {
  const month = `from=${new Date(startAt).toISOString()}&to=${new Date(startAt + 743 * hourMs).toISOString()}`
  const people = '/v1/campaigns/campaign_0/people'
  return [
    ['messages, newest', '/manage/v1/messages?limit=50'],
    ['messages of one bot', '/manage/v1/messages?botId=bot&limit=50'],
    ['messages, failed', '/manage/v1/messages?state=failed&limit=50'],
    ['messages by an error code', '/manage/v1/messages?errorCode=131026&limit=50'],
    ['messages of a person', '/manage/v1/messages?person=593910000042&limit=50'],
    ['messages of a template', '/manage/v1/messages?elementName=template_1&limit=50'],
    ['messages of a campaign, failed', '/manage/v1/messages?campaignId=campaign_0&state=failed&limit=50'],
    ['messages, a filter that nothing fits', '/manage/v1/messages?errorCode=131047&limit=50'],
    ['a message by its id', `/manage/v1/messages?messageId=msg_${100_000_000 + rows - 1}`],
    ['a message by its wamid', `/manage/v1/messages?wamid=wamid.${rows - 1}`],
    ['chart of a month by hours', `/manage/v1/figures?${month}&step=hour`],
    ['chart of a month by days and templates', `/manage/v1/figures?${month}&step=day&groupBy=template`],
    ['campaigns', '/v1/campaigns?botId=bot&limit=50'],
    ['campaigns by state', '/v1/campaigns?botId=bot&status=COMPLETED&limit=50'],
    ['a campaign with its figures', '/v1/campaigns/campaign_0'],
    ['people of a campaign', people],
    ['people of a campaign, failed', `${people}?state=failed`],
    ['people of a campaign, read', `${people}?state=read`],
    ['people of a campaign, repeated rows', `${people}?state=repeated`],
    ['people of a campaign by an error code', `${people}?errorCode=131026`],
    ['people of a campaign by a number', `${people}?person=5939100`],
    ['conversations', '/manage/v1/conversations?botId=bot'],
    ['conversations, unread', '/manage/v1/conversations?botId=bot&unread=true'],
    ['conversations by a label', '/manage/v1/conversations?botId=bot&label=queja'],
    ['search for a person by a number', '/v1/bots/bot/users?search=593910000'],
    ['search for a person by a name', '/v1/bots/bot/users?search=Ana%2099999'],
    ['events', '/manage/v1/events?limit=50'],
    ['deliveries', '/manage/v1/deliveries?limit=50'],
    ['deliveries that wait', '/manage/v1/deliveries?state=waiting&limit=50'],
    ['deliveries that were given up', '/manage/v1/deliveries?state=given_up&limit=50'],
    ['deliveries by the status of the answer', '/manage/v1/deliveries?status=500&limit=50'],
    ['deliveries by a text', '/manage/v1/deliveries?text=DELIVERED_USER&limit=50'],
    ['deliveries by a text that is in none', '/manage/v1/deliveries?text=nowhere&limit=50'],
  ]
}
