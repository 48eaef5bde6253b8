/** The choice of a bot, which most pages have. */
import { useQuery } from '@tanstack/react-query'
import { Select } from '../kit/select.tsx'
import { useWords } from '../words/words.tsx'
import { botsQuery } from './bots.ts'

type Props = { value: string | undefined; isAllOffered?: boolean; onChange: (bot: string | undefined) => void }

/** Without a choice, pages that show one bot at a time show the first. */
export function useBot(wanted: string | undefined): string | undefined {
  const bots = useQuery(botsQuery).data
  return wanted ?? bots?.[0]?.id
}

export function BotSelect({ value, isAllOffered = false, onChange }: Props) {
  const { t } = useWords()
  const bots = useQuery(botsQuery).data ?? []
  if (bots.length < 2 && value === undefined) return null
  const choices = bots.map(({ id, name }) => ({ value: id, label: name }))
  const all = isAllOffered ? [{ value: '', label: t('filter.all_bots') }] : []
  return (
    <Select
      label={t('bot')}
      value={value ?? ''}
      choices={[...all, ...choices]}
      onChange={(bot) => onChange(bot === '' ? undefined : bot)}
    />
  )
}
