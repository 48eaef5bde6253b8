/** Views of one page that have addresses of their own. */
import { Link, type LinkProps } from '@tanstack/react-router'

export type LinkTab = { to: NonNullable<LinkProps['to']>; label: string }

export function LinkTabs({ label, tabs }: { label: string; tabs: readonly LinkTab[] }) {
  return (
    <nav className="tab-list link-tabs" aria-label={label}>
      {tabs.map(({ to, label: text }) => (
        <Link key={to} to={to} activeOptions={{ exact: true }} className="tab">
          {text}
        </Link>
      ))}
    </nav>
  )
}
