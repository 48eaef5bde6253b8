/** A campaign as its page and the parts of that page have it. */
import type { Answer } from '../../../../sdk/client.ts'

export type Campaign = Answer<'getCampaign'>
