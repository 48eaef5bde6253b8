/** A fact about the whole page that is true or false, which components follow. */
import { useSyncExternalStore } from 'react'

export type Switch = { set(value: boolean): void; isOn(): boolean; follow(tell: () => void): () => void }

export function makeSwitch(): Switch {
  const followers = new Set<() => void>()
  let isOn = false
  return {
    set(value) {
      if (value === isOn) return
      isOn = value
      for (const tell of followers) tell()
    },
    isOn: () => isOn,
    follow(tell) {
      followers.add(tell)
      return () => followers.delete(tell)
    },
  }
}

export function useSwitch({ follow, isOn }: Switch): boolean {
  return useSyncExternalStore(follow, isOn)
}
