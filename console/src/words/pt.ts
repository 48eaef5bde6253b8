/** Portuguese of Brazil, in the form of você. */
import type { en } from './en.ts'
import { campaigns } from './pt/campaigns.ts'
import { causes } from './pt/causes.ts'
import { frame } from './pt/frame.ts'
import { messages } from './pt/messages.ts'
import { overview } from './pt/overview.ts'
import { templates } from './pt/templates.ts'
import { webhooks } from './pt/webhooks.ts'

export const pt: Record<keyof typeof en, string> = {
  ...frame,
  ...overview,
  ...messages,
  ...webhooks,
  ...campaigns,
  ...templates,
  ...causes,
}
