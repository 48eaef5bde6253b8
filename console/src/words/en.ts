/** English: also the list of all keys, which the other languages must have. A file for each room of pages. */
import { campaigns } from './en/campaigns.ts'
import { causes } from './en/causes.ts'
import { frame } from './en/frame.ts'
import { messages } from './en/messages.ts'
import { overview } from './en/overview.ts'
import { templates } from './en/templates.ts'
import { webhooks } from './en/webhooks.ts'

export const en = {
  ...frame,
  ...overview,
  ...messages,
  ...webhooks,
  ...campaigns,
  ...templates,
  ...causes,
} as const
