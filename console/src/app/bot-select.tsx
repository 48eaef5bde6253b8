/** The choice of a bot, which most pages have. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Loaded } from '../kit/loaded.tsx'
import { Select } from '../kit/select.tsx'
import { Empty } from '../kit/states.tsx'
import { useWords } from '../words/words.tsx'
import { botsQuery } from './bots.ts'

/** The content of a page that shows one bot at a time: without a choice the first; `none` is said without any. */
export function OfBot(props: { wanted: string | undefined; none: string; children: (bot: string) => ReactNode }) {
  const { wanted, none, children } = props
  return (
    <Loaded of={useQuery(botsQuery)} lines={10}>
      {([first]) => {
        const bot = wanted ?? first?.id
        return bot === undefined ? <Empty title={none} /> : children(bot)
      }}
    </Loaded>
  )
}

/** The bot that `OfBot` shows. */
export function useShownBot(wanted: string | undefined): string | undefined {
  const bots = useQuery(botsQuery).data
  return wanted ?? bots?.[0]?.id
}

type Props = { value: string | undefined; isAllOffered?: boolean; onChange: (bot: string | undefined) => void }

export function BotSelect({ value, isAllOffered = false, onChange }: Props) {
  const { t } = useWords()
  const bots = useQuery(botsQuery).data ?? []
  if (bots.length < 2 && value === undefined) return null
  const choices = bots.map(({ id, name }) => ({ value: id, label: name }))
  const all = isAllOffered ? [{ value: '', label: t('filter.all_bots') }] : []
  return (
    <Select
      label={t('bot')}
      value={value ?? (isAllOffered ? '' : (bots[0]?.id ?? ''))}
      choices={[...all, ...choices]}
      onChange={(bot) => onChange(bot === '' ? undefined : bot)}
    />
  )
}
