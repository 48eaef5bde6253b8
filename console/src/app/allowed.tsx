/** What a role permits for a bot, or that it does not: the gateway refuses it as well. */
import type { ReactNode } from 'react'
import { Forbidden } from '../kit/states.tsx'
import { type Permission, useMay } from './session.ts'

export function Allowed({ to, bot, children }: { to: Permission; bot: string; children: ReactNode }) {
  return useMay(to, bot) ? children : <Forbidden />
}
