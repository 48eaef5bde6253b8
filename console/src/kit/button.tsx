/** Buttons, and links that look like them. */
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps } from 'react-aria-components'

type Kind = 'primary' | 'plain' | 'danger' | 'quiet'

/**
 * While it is pending a press does nothing, and it keeps the focus. React Aria's own form of that announces an element
 * which is gone when the page changes after the press.
 */
export function Button({ kind = 'plain', isPending = false, onPress, ...rest }: ButtonProps & { kind?: Kind }) {
  const press = onPress && !isPending ? { onPress } : {}
  return <AriaButton {...rest} {...press} className={`button ${kind}${isPending ? ' pending' : ''}`} />
}

export function LinkButton({ kind = 'plain', ...rest }: LinkProps & { kind?: Kind; children: ReactNode }) {
  return <Link {...rest} className={`button ${kind}`} />
}
