/** Names and what stands behind them, as a list that screen readers tell as pairs. */
import type { ReactNode } from 'react'

/** A fact without a value is left out. */
export type Fact = readonly [name: string, value: ReactNode | undefined]

export function Facts({ facts }: { facts: readonly Fact[] }) {
  const known = facts.filter(([, value]) => value !== undefined && value !== null && value !== '')
  return (
    <dl className="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
