/** The access resources together: signing in, the own account, members, API keys, the audit trail. */
import { randomBytes } from 'node:crypto'
import { createSignIn } from '../../access/sign-in.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { registerApiKeys } from './api-keys.ts'
import { registerAuditTrail } from './audit-trail.ts'
import { registerMe } from './me.ts'
import { registerRefusals } from './refusals.ts'
import { registerSignIn } from './sign-in.ts'
import { registerInstallationUsers } from './users.ts'

export function registerAccess(app: App, deps: HttpDeps): void {
  const { store, clock, newId, random = randomBytes, access } = deps
  const signIn = createSignIn({ store, clock, newId, random, ...access })
  const all = { ...deps, signIn }
  registerSignIn(app, all)
  registerMe(app, all)
  registerInstallationUsers(app, all)
  registerApiKeys(app, deps)
  registerAuditTrail(app, deps)
  registerRefusals(app, deps)
}
