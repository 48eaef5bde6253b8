/** Spanish, in the form of usted. */
import type { en } from './en.ts'
import { account } from './es/account.ts'
import { audit } from './es/audit.ts'
import { campaigns } from './es/campaigns.ts'
import { checks } from './es/checks.ts'
import { conversations } from './es/conversations.ts'
import { costs } from './es/costs.ts'
import { frame } from './es/frame.ts'
import { messages } from './es/messages.ts'
import { numbers } from './es/numbers.ts'
import { optouts } from './es/optouts.ts'
import { overview } from './es/overview.ts'
import { people } from './es/people.ts'
import { refused } from './es/refused.ts'
import { sandbox } from './es/sandbox.ts'
import { settings } from './es/settings.ts'
import { skills } from './es/skills.ts'
import { templates } from './es/templates.ts'
import { unprocessed } from './es/unprocessed.ts'
import { views } from './es/views.ts'
import { webhooks } from './es/webhooks.ts'

export const es: Record<keyof typeof en, string> = {
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
