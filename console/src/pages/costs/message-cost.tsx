/** What one message cost, among its facts. */

import { useWords } from '../../words/words.tsx'
import type { Message } from '../messages/steps.ts'
import { categoryOf, Money, reasonOf, typeOf } from './money.tsx'

export function MessageCost({ message: { pricing, cost } }: { message: Message }) {
  const words = useWords()
  if (cost === undefined) return null
  const { charge, amount, currency, effectiveDate, source, reason } = cost
  const said = [pricing?.category && categoryOf(pricing.category, words), pricing?.type && typeOf(pricing.type, words)]
  return (
    <>
      {charge === 'charged' && amount !== null && <Money amount={amount} currency={currency} />}
      {charge === 'free' && words.t('cost.free')}
      {charge === 'none' && words.t('cost.charge_none')}
      {charge === 'open' && words.t('cost.charge_open')}
      {charge === 'unknown' && (reason === null ? words.t('cost.unknown') : reasonOf(reason, words))}
      <span className="soft block">
        {[...said, effectiveDate, source].filter((one) => typeof one === 'string' && one !== '').join(' · ')}
      </span>
    </>
  )
}
