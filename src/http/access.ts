/** The access resources together: signing in, the own account, members, API keys, the audit trail. */
import { randomBytes } from 'node:crypto'
import { makeSignIn } from '../access/sign-in.ts'
import { registerAuditTrail } from './access-audit.ts'
import { registerApiKeys } from './access-keys.ts'
import { registerMe } from './access-me.ts'
import { registerSignIn } from './access-sign-in.ts'
import { registerUsersOfHouse } from './access-users.ts'
import type { App, HttpDeps } from './deps.ts'

export function registerAccess(app: App, deps: HttpDeps): void {
  const { store, clock, newId, random = randomBytes, access } = deps
  const signIn = makeSignIn({ store, clock, newId, random, ...access })
  const all = { ...deps, signIn }
  registerSignIn(app, all)
  registerMe(app, all)
  registerUsersOfHouse(app, all)
  registerApiKeys(app, deps)
  registerAuditTrail(app, deps)
}
