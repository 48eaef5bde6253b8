/** Buttons, and links that look like them. */
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps } from 'react-aria-components'

type Kind = 'primary' | 'plain' | 'danger' | 'quiet'

export function Button({ kind = 'plain', ...rest }: ButtonProps & { kind?: Kind }) {
  return <AriaButton {...rest} className={`button ${kind}`} />
}

export function LinkButton({ kind = 'plain', ...rest }: LinkProps & { kind?: Kind; children: ReactNode }) {
  return <Link {...rest} className={`button ${kind}`} />
}
