/** The skill that answers the person: which one, another one, or none any more. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { Problem } from '../../kit/form.tsx'
import { Select } from '../../kit/select.tsx'
import { useWords } from '../../words/words.tsx'
import { type Skill, skillsQuery } from '../skills/queries.ts'
import type { Person } from './source.ts'

export function ActiveSkill({ person }: { person: Person }) {
  const { t } = useWords()
  const { botId, id: userId, skillId } = person
  const mayWrite = useMay('conversations.write', botId)
  const mayRead = useMay('skills.read', botId)
  const skills = useQuery({ ...skillsQuery(botId), enabled: mayRead }).data ?? []
  const end = useChange({
    run: () => gateway.closeConversation({ botId, body: { userId } }),
    touches: touchedBy(person),
    done: 'skill_of.ended',
  })
  const name = skills.find((one) => one.id === skillId)?.name ?? skillId
  return (
    <section className="team-part" aria-label={t('skill_of.title')}>
      <h2>{t('skill_of.title')}</h2>
      <p className={name === null ? 'soft' : undefined}>{name ?? t('skill_of.none')}</p>
      {mayWrite && skillId !== null && (
        <Button isPending={end.isPending} onPress={() => end.mutate()}>
          {t('skill_of.end')}
        </Button>
      )}
      {mayWrite && skills.length > 0 && <Start person={person} skills={skills} />}
    </section>
  )
}

function touchedBy({ botId, id }: Person) {
  return [
    ['person', botId, id],
    ['chats', botId],
  ]
}

function Start({ person, skills }: { person: Person; skills: readonly Skill[] }) {
  const { t } = useWords()
  const { botId, id: userId, window } = person
  const [wanted, setWanted] = useState<string>()
  const chosen = wanted ?? skills[0]?.id ?? ''
  const start = useChange({
    run: () => gateway.startSkill({ botId, userId, skillId: chosen, body: {} }),
    touches: touchedBy(person),
    done: 'skill_of.started',
    isToldInPlace: true,
  })
  return (
    <>
      <Select
        label={t('skill_of.choose')}
        value={chosen}
        choices={skills.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={setWanted}
      />
      <Button isPending={start.isPending} isDisabled={!window.isOpen} onPress={() => start.mutate()}>
        {t('skill_of.start')}
      </Button>
      <Problem error={start.error} />
      {!window.isOpen && <p className="soft small">{t('skill_of.closed')}</p>}
    </>
  )
}
