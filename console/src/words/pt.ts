/** Portuguese of Brazil, in the form of você. */
import type { en } from './en.ts'
import { account } from './pt/account.ts'
import { audit } from './pt/audit.ts'
import { campaigns } from './pt/campaigns.ts'
import { checks } from './pt/checks.ts'
import { conversations } from './pt/conversations.ts'
import { costs } from './pt/costs.ts'
import { frame } from './pt/frame.ts'
import { messages } from './pt/messages.ts'
import { numbers } from './pt/numbers.ts'
import { optouts } from './pt/optouts.ts'
import { overview } from './pt/overview.ts'
import { people } from './pt/people.ts'
import { refused } from './pt/refused.ts'
import { sandbox } from './pt/sandbox.ts'
import { settings } from './pt/settings.ts'
import { skills } from './pt/skills.ts'
import { templates } from './pt/templates.ts'
import { unprocessed } from './pt/unprocessed.ts'
import { views } from './pt/views.ts'
import { webhooks } from './pt/webhooks.ts'

export const pt: Record<keyof typeof en, string> = {
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
}
