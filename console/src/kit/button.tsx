/** Buttons, and links that look like them. */
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps } from 'react-aria-components'

type Kind = 'primary' | 'plain' | 'danger' | 'quiet'

/**
 * What is pending is not asked for twice, and keeps the focus. React Aria's own way names an element that is gone when
 * a form gives place to what it brought.
 */
export function Button({ kind = 'plain', isPending = false, onPress, ...rest }: ButtonProps & { kind?: Kind }) {
  const press = isPending || onPress === undefined ? {} : { onPress }
  return <AriaButton {...rest} {...press} className={isPending ? `button ${kind} pending` : `button ${kind}`} />
}

export function LinkButton({ kind = 'plain', ...rest }: LinkProps & { kind?: Kind; children: ReactNode }) {
  return <Link {...rest} className={`button ${kind}`} />
}
