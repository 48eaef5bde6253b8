/** A value to be copied somewhere else; a secret among them is shown once and stored nowhere in the page. */
import type { ReactNode } from 'react'
import { CopyButton } from './code-block.tsx'

type Props = { label: string; value: string; children?: ReactNode }

export function CopyField({ label, value, children }: Props) {
  return (
    <div className="copy-field">
      <span className="label">{label}</span>
      <div className="copy-line">
        <code>{value}</code>
        <CopyButton word="copy.json" text={value} of={label} />
      </div>
      {children !== undefined && <p className="soft small">{children}</p>}
    </div>
  )
}

/** Shown once: whoever closes it needs another. */
export function Secret(props: Props) {
  return (
    <div className="secret" role="status">
      <CopyField {...props} />
    </div>
  )
}
