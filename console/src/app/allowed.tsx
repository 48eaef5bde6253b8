/** What a role permits for a bot, or that it does not: the gateway refuses it as well. */
import type { ReactNode } from 'react'
import { CodeLine } from '../kit/cause.tsx'
import { Empty } from '../kit/states.tsx'
import { useWords } from '../words/words.tsx'
import { type Permission, useMay } from './session.ts'

export function Allowed({ to, bot, children }: { to: Permission; bot: string; children: ReactNode }) {
  const { t } = useWords()
  if (useMay(to, bot)) return children
  return (
    <Empty title={t('error.forbidden')}>
      <p>{t('error.forbidden_do')}</p>
      <CodeLine code="R4033 FORBIDDEN_ROLE" />
    </Empty>
  )
}
