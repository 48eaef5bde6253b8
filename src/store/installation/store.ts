/** The store's methods for the installation itself: whether it can be written, and its small facts. */
import type { DatabaseState } from '../sql/engine.ts'
import type { Runner } from '../sql/runner.ts'
import * as facts from './facts.ts'

export type InstallationStore = {
  /** The database and the gateways on it, for the operator. */
  databaseState(): Promise<DatabaseState>
  /** Throws if the store cannot be written. */
  ping(now: number): Promise<void>
  /** A small fact of the installation (the lease, sealed tokens), by name. */
  fact(name: string): Promise<string | undefined>
  putFact(name: string, value: string): Promise<void>
  /** Writes it unless the name exists; returns the stored value. */
  claimFact(name: string, value: string): Promise<string>
}

type Facts = Omit<InstallationStore, 'databaseState'>

export function installationStore({ read, write }: Pick<Runner<never>, 'read' | 'write'>): Facts {
  return {
    ping: (now) => write([], () => facts.putFact('ping', String(now))),
    fact: (name) => read(() => facts.getFact(name)),
    putFact: (name, value) => write([], () => facts.putFact(name, value)),
    claimFact: (name, value) => write([], () => facts.claimFact(name, value)),
  }
}
