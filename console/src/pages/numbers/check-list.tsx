/** Checks of a number or of the installation, one below the other. */
import type { Schemas } from '../../../../sdk/client.ts'
import { StateBadge } from '../../kit/badge.tsx'
import { useWords, type WordKey } from '../../words/words.tsx'

type Check = Schemas['DiagnosticCheck']

export function CheckList({ checks }: { checks: readonly Check[] }) {
  return (
    <ul className="plain checks">
      {checks.map((check) => (
        <CheckItem key={check.name + check.found} check={check} />
      ))}
    </ul>
  )
}

function CheckItem({ check: { name, status, found, fix } }: { check: Check }) {
  const { t } = useWords()
  return (
    <li className="check" data-status={status}>
      <div className="row between">
        <b>{titleOf(name, t)}</b>
        <StateBadge state={status} />
      </div>
      <p className="soft">{found}</p>
      {fix !== null && <p className="fix">{fix}</p>}
    </li>
  )
}

/** A check that this console does not know is shown by its own name. */
function titleOf(name: string, t: (key: WordKey) => string): string {
  const key = `check.${name}`
  const title = t(key as WordKey)
  return title === key ? name : title
}
