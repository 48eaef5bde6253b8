/** What Meta says of a number, in the reader's words; a word of Meta's that this console does not know stays as it is. */
import type { Schemas } from '../../../../sdk/client.ts'
import type { Tone } from '../../kit/badge.tsx'
import { useWords, type Words } from '../../words/words.tsx'

export type Change = Schemas['NumberChange']
type Said = Pick<Change, 'name' | 'value'>

export function useStandingValue(): (said: Said) => string {
  const words = useWords()
  return (said) => shownAs(said, words)
}

function shownAs({ name, value }: Said, { t, number }: Words): string {
  if (name === 'quality') {
    const known = qualities.find((one) => one === value)
    return known === undefined ? value : t(`standing.quality_${known}`)
  }
  if (name === 'limit') {
    const people = peopleIn(value)
    if (people === undefined) return value
    return people === Number.POSITIVE_INFINITY
      ? t('standing.no_limit')
      : t('standing.people', { count: number(people) })
  }
  if (name === 'throughput' && (value === 'STANDARD' || value === 'HIGH'))
    return t('number.a_second', { pace: number(value === 'HIGH' ? 1_000 : 80) })
  if (name === 'shared' && (value === 'TRUE' || value === 'FALSE')) return t(`standing.shared_${value}`)
  return value
}

const qualities = ['GREEN', 'YELLOW', 'RED', 'UNKNOWN', 'NA'] as const

/** `TIER_2K` are 2,000. */
export function peopleIn(tier: string): number | undefined {
  if (tier === 'TIER_UNLIMITED') return Number.POSITIVE_INFINITY
  const [, count, thousands] = /^TIER_(\d+)(K?)$/.exec(tier) ?? []
  return count === undefined ? undefined : Number(count) * (thousands === 'K' ? 1_000 : 1)
}

/** Undefined where no value is better than another. */
export function toneOf({ name, value }: Said): Tone | undefined {
  if (name === 'quality') return ({ GREEN: 'good', YELLOW: 'warn', RED: 'bad' } as const)[value] ?? 'calm'
  if (name === 'status') return value === 'CONNECTED' ? 'good' : 'bad'
  if (name === 'name_review') return ({ APPROVED: 'good', REJECTED: 'bad', DECLINED: 'bad' } as const)[value] ?? 'busy'
  return undefined
}
