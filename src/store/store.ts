/**
 * The interface between the flows and the database: methods named by intent, each one transaction, flushed when its
 * promise resolves. Each room declares its methods in its own store.ts. SQLite and PostgreSQL implement all of them
 * (create-store.ts); one contract suite in test/contract defines them for both. Times are ms and come from the caller;
 * no method reads a clock.
 */
import type { AccessStore } from './access/store.ts'
import type { CampaignStore } from './campaigns/store.ts'
import type { ConsentStore } from './consent/store.ts'
import type { CostStore } from './costs/store.ts'
import type { DeletionStore } from './deletion/store.ts'
import type { DeliveryStore } from './deliveries/store.ts'
import type { PersonStore } from './erasure/store.ts'
import type { FigureStore } from './figures/store.ts'
import type { IngestStore } from './inbound/store.ts'
import type { InboxStore } from './inbox/store.ts'
import type { InstallationStore } from './installation/store.ts'
import type { ListStore } from './lists/store.ts'
import type { MediaStore } from './media/store.ts'
import type { OutboundStore } from './outbound/store.ts'
import type { OverviewStore } from './overview/store.ts'
import type { RetentionStore } from './retention/purge.ts'
import type { RotationStore } from './rotation/rotation.ts'
import type { SettingsStore } from './settings/store.ts'
import type { SkillStore } from './skills/store.ts'
import type { StandingStore } from './standing/store.ts'
import type { TemplateStore } from './templates/store.ts'
import type { UserStore } from './users/store.ts'
import type { ViewStore } from './views/store.ts'

export type Store = OutboundStore &
  DeliveryStore &
  IngestStore &
  UserStore &
  MediaStore &
  CampaignStore &
  TemplateStore &
  SkillStore &
  InboxStore &
  ViewStore &
  ConsentStore &
  CostStore &
  SettingsStore &
  StandingStore &
  OverviewStore &
  AccessStore &
  RotationStore &
  DeletionStore &
  PersonStore &
  ListStore &
  FigureStore &
  InstallationStore &
  RetentionStore & {
    /** Continues tasks and deletions of bots that are not running in this process; resolves when they run. */
    carryOn(now: number): Promise<void>
    close(): Promise<void>
  }
