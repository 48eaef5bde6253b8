/** Yes or no, with what it means beside it. */
import { Checkbox as AriaCheckbox } from 'react-aria-components'

type Props = { label: string; isSelected: boolean; onChange: (isSelected: boolean) => void }

export function Checkbox({ label, isSelected, onChange }: Props) {
  return (
    <AriaCheckbox className="checkbox" isSelected={isSelected} onChange={onChange}>
      <span className="check" aria-hidden="true">
        ✓
      </span>
      {label}
    </AriaCheckbox>
  )
}
