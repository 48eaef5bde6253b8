/** Dependencies of the campaigns flow. */

import type { Download } from '../egress/download.ts'
import type { NewId } from '../model/ids.ts'
import type { AllowPrivate } from '../model/media/media.ts'
import type { Tracing } from '../model/trace.ts'
import type { CampaignStore } from '../store/campaigns/store.ts'
import type { Store } from '../store/store.ts'
import type { Allowances } from './allowance.ts'

export type CampaignDeps = {
  store: CampaignStore &
    Pick<
      Store,
      'bot' | 'bots' | 'ownBot' | 'rateCards' | 'templatesNamed' | 'templateRecords' | 'skill' | 'skills' | 'standing'
    >
  clock: () => number
  newId: NewId
  allowPrivateMedia: AllowPrivate
  download: Download
  /** Spool folder for incoming files. */
  folder: string
  maxFileBytes: number
  downloadTimeoutMs: number
  /** What Meta allows the bots' campaigns. */
  allowances: Allowances
  tracing?: Tracing | undefined
  /** Wakes the supervisor: a campaign was added or changed. */
  wake(): void
}
