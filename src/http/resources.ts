/** Every route behind credentials, in the order of the API's document. */
import { registerKeyRotation } from './access/key-rotation.ts'
import { registerAccess } from './access/routes.ts'
import { registerBotWebhook, registerEventWebhooks } from './api/bot-webhook.ts'
import { registerBulk } from './api/bulk.ts'
import { registerCampaignPeople } from './api/campaign-people.ts'
import { registerCampaigns } from './api/campaigns.ts'
import { registerConversations } from './api/conversations.ts'
import { registerEvents } from './api/events.ts'
import { registerHistory } from './api/history.ts'
import { registerHsm } from './api/hsm.ts'
import { registerMedia } from './api/media.ts'
import { registerMessages } from './api/messages.ts'
import { registerNotifications } from './api/notifications.ts'
import { registerReadReceipts } from './api/read-receipts.ts'
import { registerRooms } from './api/rooms.ts'
import { registerSupport } from './api/support.ts'
import { registerTemplateById } from './api/template-by-id.ts'
import { registerTemplates } from './api/templates.ts'
import { registerUserCache } from './api/user-cache.ts'
import { registerUserMemory } from './api/user-memory.ts'
import { registerUserSkill } from './api/user-skill.ts'
import { registerUsers } from './api/users.ts'
import type { Auth } from './kit/auth.ts'
import type { App, HttpDeps } from './kit/deps.ts'
import { registerManageBots } from './manage/bots.ts'
import { registerManageClients } from './manage/clients.ts'
import { registerCosts } from './manage/costs.ts'
import { registerManageDeliveries } from './manage/deliveries.ts'
import { registerDiagnostics } from './manage/diagnostics.ts'
import { registerManageEndpoints } from './manage/endpoints.ts'
import { registerManageEvents } from './manage/events.ts'
import { registerManageFigures } from './manage/figures.ts'
import { registerManageFiles } from './manage/files.ts'
import { registerManageImport } from './manage/import.ts'
import { registerManageInbox } from './manage/inbox.ts'
import { registerLogLevel } from './manage/log-level.ts'
import { registerManageMessages } from './manage/messages.ts'
import { registerManageNotes } from './manage/notes.ts'
import { registerManageNumber } from './manage/number.ts'
import { registerManageRegistration } from './manage/number-registration.ts'
import { registerManageNumberSettings } from './manage/number-settings.ts'
import { registerManageOverview } from './manage/overview.ts'
import { registerPersonData } from './manage/person-data.ts'
import { registerManageQuickAnswers } from './manage/quick-answers.ts'
import { registerRateCards } from './manage/rate-cards.ts'
import { registerManageSavedViews } from './manage/saved-views.ts'
import { registerSettings } from './manage/settings.ts'
import { registerSkillRuns } from './manage/skill-runs.ts'
import { registerManageSkills } from './manage/skills.ts'
import { registerManageStream } from './manage/stream.ts'
import { registerManageSuppressions } from './manage/suppressions.ts'
import { registerManageTemplates } from './manage/templates.ts'
import { registerManageThread } from './manage/thread.ts'
import { registerManageUnprocessed } from './manage/unprocessed.ts'
import { registerManageUploads } from './manage/uploads.ts'
import { registerHealth } from './ops/health.ts'

export async function registerResources(
  app: App,
  deps: HttpDeps & Pick<Auth, 'scopeNow'>,
  forms: Pick<Parameters<typeof registerBulk>[1], 'lookAtForm' | 'uploads'>,
): Promise<void> {
  registerMessages(app, deps)
  registerHsm(app, deps)
  registerTemplates(app, deps)
  registerTemplateById(app, deps)
  registerNotifications(app, deps)
  registerHistory(app, deps)
  registerMedia(app, deps)
  registerEvents(app, deps)
  registerPeople(app, deps)
  registerConversations(app, deps)
  registerReadReceipts(app, deps)
  registerRooms(app, deps)
  registerBotWebhook(app, deps)
  registerEventWebhooks(app, deps)
  await registerSupport(app, deps)
  registerManageBots(app, deps)
  registerManageClients(app, deps)
  registerManageTemplates(app, deps)
  registerManageEndpoints(app, deps)
  registerLists(app, deps)
  registerInbox(app, deps)
  registerManageSkills(app, deps)
  registerManageUnprocessed(app, deps)
  registerDiagnostics(app, deps)
  registerAccess(app, deps)
  registerInstallation(app, deps)
  registerCampaigns(app, deps)
  registerCampaignPeople(app, deps)
  await registerForms(app, { ...deps, ...forms })
  registerHealth(app, deps)
}

/** Of all bots together. */
function registerLists(app: App, deps: HttpDeps & Pick<Auth, 'scopeNow'>): void {
  registerManageNumber(app, deps)
  registerManageImport(app, deps)
  registerManageNumberSettings(app, deps)
  registerManageRegistration(app, deps)
  registerSkillRuns(app, deps)
  registerManageMessages(app, deps)
  registerManageFigures(app, deps)
  registerManageOverview(app, deps)
  registerManageEvents(app, deps)
  registerManageStream(app, deps)
  registerManageDeliveries(app, deps)
}

/** Of a team that answers people. */
function registerInbox(app: App, deps: HttpDeps): void {
  registerManageInbox(app, deps)
  registerManageThread(app, deps)
  registerManageNotes(app, deps)
  registerManageQuickAnswers(app, deps)
  registerCosts(app, deps)
  registerRateCards(app, deps)
  registerManageSavedViews(app, deps)
  registerManageSuppressions(app, deps)
}

/** Of the compatible API: the people on the phones. */
function registerPeople(app: App, deps: HttpDeps): void {
  registerUsers(app, deps)
  registerPersonData(app, deps)
  registerUserCache(app, deps)
  registerUserMemory(app, deps)
  registerUserSkill(app, deps)
}

function registerInstallation(app: App, deps: HttpDeps): void {
  registerKeyRotation(app, deps)
  registerLogLevel(app, deps)
  registerSettings(app, deps)
}

async function registerForms(app: App, deps: Parameters<typeof registerBulk>[1]): Promise<void> {
  await registerBulk(app, deps)
  await registerManageFiles(app, deps)
  await registerManageUploads(app, deps)
}
