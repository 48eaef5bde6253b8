/** All routes of the external support panel, both directions (jelou-api.md, 18.3), and of its management. */
import type { App, HttpDeps } from '../kit/deps.ts'
import { registerManageSupportPanel } from '../manage/support-panel.ts'
import { registerSupportPanel } from './support-panel.ts'
import { registerSupportWebhook } from './support-webhook.ts'

export async function registerSupport(app: App, deps: HttpDeps): Promise<void> {
  registerSupportPanel(app, deps)
  registerManageSupportPanel(app, deps)
  await app.register((scope: App) => registerSupportWebhook(scope, deps))
}
