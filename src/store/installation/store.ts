/** The store's methods for the installation itself: whether it can be written, and its small facts. */
import type { Runner } from '../sql/runner.ts'
import * as facts from './facts.ts'

export type InstallationStore = {
  /** Throws if the store cannot be written. */
  ping(now: number): Promise<void>
  /** A small fact of the installation (the lease, sealed tokens), by name. */
  fact(name: string): Promise<string | undefined>
  putFact(name: string, value: string): Promise<void>
  /** Writes it unless the name exists; returns the stored value. */
  claimFact(name: string, value: string): Promise<string>
}

export function installationStore({ read, write }: Pick<Runner<never>, 'read' | 'write'>): InstallationStore {
  return {
    ping: (now) => write([], () => facts.putFact('ping', String(now))),
    fact: (name) => read(() => facts.getFact(name)),
    putFact: (name, value) => write([], () => facts.putFact(name, value)),
    claimFact: (name, value) => write([], () => facts.claimFact(name, value)),
  }
}
