/** The dependencies of the campaigns flow, handed in by the wiring. */

import type { NewId } from '../model/ids.ts'
import type { AllowPrivate } from '../model/media.ts'
import type { Download } from '../outgoing/download.ts'
import type { CampaignStore } from '../store/campaign-store.ts'
import type { Store } from '../store/store.ts'

export type CampaignDeps = {
  store: CampaignStore & Pick<Store, 'bot' | 'ownBot' | 'templatesNamed' | 'templateRecords' | 'skill' | 'skills'>
  clock: () => number
  newId: NewId
  allowPrivateMedia: AllowPrivate
  download: Download
  /** Where files lie while they come. */
  folder: string
  maxFileBytes: number
  downloadTimeoutMs: number
  /** A campaign came or changed: it is looked at soon. */
  wake(): void
}
