/** The frame of a page: its heading, which is also the title of the tab, what can be done, and its parts. */
import { type ReactNode, useEffect } from 'react'
import { showTitle } from './title.ts'

type Props = { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode }

export function Page({ title, lead, actions, children }: Props) {
  useEffect(() => showTitle(title), [title])
  return (
    <>
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          {lead !== undefined && <p className="soft">{lead}</p>}
        </div>
        {actions !== undefined && <div className="row">{actions}</div>}
      </header>
      {children}
    </>
  )
}

export function Card({ title, actions, children }: { title?: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      {title !== undefined && (
        <header>
          <h2>{title}</h2>
          {actions}
        </header>
      )}
      {children}
    </section>
  )
}
