/** On whose list: a bot's, or that of all bots where one's role is for all of them. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { botsQuery } from '../../app/bots.ts'
import { useMayForAll } from '../../app/session.ts'
import { Select } from '../../kit/select.tsx'
import { useWords } from '../../words/words.tsx'

const everywhere = '*'

/** `botId`: missing for all bots. */
export function useList(bot: string | undefined) {
  const bots = useQuery(botsQuery).data ?? []
  const [chosen, setChosen] = useState<string>()
  const list = chosen ?? (bot || bots[0]?.id || everywhere)
  return { list, setList: setChosen, ...(list === everywhere ? {} : { botId: list }) }
}

export function ListSelect({ list, onChange }: { list: string; onChange: (list: string) => void }) {
  const { t } = useWords()
  const bots = useQuery(botsQuery).data ?? []
  const isForAll = useMayForAll('consent.write')
  const all = isForAll ? [{ value: everywhere, label: t('filter.all_bots') }] : []
  return (
    <Select
      label={t('optouts.list')}
      hint={t('optouts.list_hint')}
      value={list}
      choices={[...bots.map(({ id, name }) => ({ value: id, label: name })), ...all]}
      onChange={onChange}
    />
  )
}
