/** The skill that answers the person: which one, another one, or none any more. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { Select } from '../../kit/select.tsx'
import { useWords } from '../../words/words.tsx'
import { skillsQuery } from '../skills/queries.ts'
import type { Person } from './source.ts'

export function ActiveSkill({ person: { botId, id: userId, skillId, window } }: { person: Person }) {
  const { t } = useWords()
  const mayWrite = useMay('conversations.write', botId)
  const mayRead = useMay('skills.read', botId)
  const skills = useQuery({ ...skillsQuery(botId), enabled: mayRead }).data ?? []
  const [wanted, setWanted] = useState<string>()
  const touches = [
    ['person', botId, userId],
    ['chats', botId],
  ]
  const start = useChange({
    run: (id: string) => gateway.startSkill({ botId, userId, skillId: id, body: {} }),
    touches,
    done: 'skill_of.started',
  })
  const end = useChange({
    run: () => gateway.closeConversation({ botId, body: { userId } }),
    touches,
    done: 'skill_of.ended',
  })
  const nameOf = (id: string) => skills.find((one) => one.id === id)?.name ?? id
  const [first] = skills
  const chosen = wanted ?? first?.id
  return (
    <section className="team-part" aria-label={t('skill_of.title')}>
      <h2>{t('skill_of.title')}</h2>
      <p className={skillId === null ? 'soft' : undefined}>{skillId === null ? t('skill_of.none') : nameOf(skillId)}</p>
      {mayWrite && skillId !== null && (
        <Button isPending={end.isPending} onPress={() => end.mutate()}>
          {t('skill_of.end')}
        </Button>
      )}
      {mayWrite && chosen !== undefined && (
        <>
          <Select
            label={t('skill_of.choose')}
            value={chosen}
            choices={skills.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setWanted}
          />
          <Button isPending={start.isPending} isDisabled={!window.isOpen} onPress={() => start.mutate(chosen)}>
            {t('skill_of.start')}
          </Button>
          {!window.isOpen && <p className="soft small">{t('skill_of.closed')}</p>}
        </>
      )}
    </section>
  )
}
