/** Spanish, in the form of usted. */
import type { en } from './en.ts'
import { campaigns } from './es/campaigns.ts'
import { causes } from './es/causes.ts'
import { frame } from './es/frame.ts'
import { messages } from './es/messages.ts'
import { overview } from './es/overview.ts'
import { templates } from './es/templates.ts'
import { webhooks } from './es/webhooks.ts'

export const es: Record<keyof typeof en, string> = {
  ...frame,
  ...overview,
  ...messages,
  ...webhooks,
  ...campaigns,
  ...templates,
  ...causes,
}
