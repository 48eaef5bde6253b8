/** English: also the list of all keys, which the other languages must have. A file for each room of pages. */
import { account } from './en/account.ts'
import { audit } from './en/audit.ts'
import { campaigns } from './en/campaigns.ts'
import { checks } from './en/checks.ts'
import { conversations } from './en/conversations.ts'
import { costs } from './en/costs.ts'
import { frame } from './en/frame.ts'
import { messages } from './en/messages.ts'
import { numbers } from './en/numbers.ts'
import { optouts } from './en/optouts.ts'
import { overview } from './en/overview.ts'
import { people } from './en/people.ts'
import { refused } from './en/refused.ts'
import { sandbox } from './en/sandbox.ts'
import { settings } from './en/settings.ts'
import { skills } from './en/skills.ts'
import { templates } from './en/templates.ts'
import { unprocessed } from './en/unprocessed.ts'
import { views } from './en/views.ts'
import { webhooks } from './en/webhooks.ts'

export const en = {
  ...frame,
  ...overview,
  ...conversations,
  ...messages,
  ...webhooks,
  ...campaigns,
  ...templates,
  ...numbers,
  ...checks,
  ...people,
  ...account,
  ...audit,
  ...optouts,
  ...unprocessed,
  ...costs,
  ...refused,
  ...settings,
  ...skills,
  ...sandbox,
  ...views,
} as const
