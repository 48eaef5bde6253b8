/** The external support panel in the compatible API, both directions (jelou-api.md, 18.3). */
import type { App, HttpDeps } from '../kit/deps.ts'
import { registerSupportPanel } from './support-panel.ts'
import { registerSupportWebhook } from './support-webhook.ts'

export async function registerSupport(app: App, deps: HttpDeps): Promise<void> {
  registerSupportPanel(app, deps)
  await app.register((scope: App) => registerSupportWebhook(scope, deps))
}
