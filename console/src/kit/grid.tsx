/**
 * A list of any length: only the rows in view are in the page. Rows are reached by the arrow keys, Home, End and the
 * pages; Enter opens one. On a phone a row becomes a card. The window scrolls, so the browser keeps the position. It is
 * made of roles instead of a table: rows stand where they are scrolled to, which those of a table cannot.
 */
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { MoreFailed, nextOf, type Pages } from './more.tsx'

export type Column<Row> = { id: string; title: string; cell: (row: Row) => ReactNode }

type Props<Row> = {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  onOpen: (row: Row) => void
  /** Its next page is asked for when the end comes into view. */
  pages?: Pages
}

const rowHeight = 52
const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }

export function DataGrid<Row>({ pages, ...grid }: Props<Row>) {
  return (
    <>
      <Grid {...grid} onEnd={pages && nextOf(pages)} />
      {pages && <MoreFailed of={pages} />}
    </>
  )
}

type GridProps<Row> = Omit<Props<Row>, 'pages'> & { onEnd: (() => void) | undefined }

function Grid<Row>({ label, columns, rows, keyOf, onOpen, onEnd }: GridProps<Row>) {
  const body = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => setTop(body.current?.offsetTop ?? 0), [])
  const list = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => (rows[index] === undefined ? index : keyOf(rows[index])),
  })
  const shown = list.getVirtualItems()
  useSteadyRows(rows.map(keyOf), shown.find(({ end }) => end > window.scrollY)?.index ?? 0, (by) => {
    setActive((now) => now + by)
    if (window.scrollY > top) window.scrollBy(0, by * rowHeight)
  })
  useEnd(shown.at(-1)?.index === rows.length - 1, rows.length, onEnd)
  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to))
    setActive(next)
    list.scrollToIndex(next)
    requestAnimationFrame(() => body.current?.querySelector<HTMLElement>(`[aria-rowindex="${next + 2}"]`)?.focus())
  }
  return (
    <div role="grid" className="grid" aria-label={label} aria-rowcount={rows.length + 1} data-columns={columns.length}>
      <Head columns={columns} />
      <div role="rowgroup" ref={body} className="grid-body" style={{ height: list.getTotalSize() }}>
        {shown.map(({ key, index, start }) => {
          const row = rows[index]
          if (row === undefined) return null
          return (
            <GridRow
              key={key}
              {...{ columns, row, index }}
              top={start - top}
              isActive={index === Math.min(active, rows.length - 1)}
              measure={list.measureElement}
              onOpen={() => onOpen(row)}
              onMove={move}
              last={rows.length - 1}
            />
          )
        })}
      </div>
    </div>
  )
}

/** Rows that come above those in view would push these down: `shift` is told by how many, before they are painted. */
function useSteadyRows(keys: readonly string[], seen: number, shift: (by: number) => void): void {
  const before = useRef<{ first: string | undefined; key: string | undefined; index: number }>(undefined)
  useLayoutEffect(() => {
    const held = before.current
    const isOther = held?.key !== undefined && held.first !== keys[0]
    const by = isOther ? keys.indexOf(held.key ?? '') - held.index : 0
    before.current = { first: keys[0], key: keys[seen], index: seen }
    if (by > 0) shift(by)
  })
}

function useEnd(isAtEnd: boolean, length: number, onEnd: (() => void) | undefined): void {
  const isMore = onEnd !== undefined
  // A page that has come moves the end: its length tells one end from the next.
  useEffect(() => {
    if (isAtEnd) onEnd?.()
  }, [isAtEnd, length, isMore])
}

function Head<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" tabIndex={-1} aria-rowindex={1}>
        {columns.map(({ id, title }) => (
          <div key={id} role="columnheader" tabIndex={-1} data-column={id}>
            {title}
          </div>
        ))}
      </div>
    </div>
  )
}

type RowProps<Row> = {
  columns: readonly Column<Row>[]
  row: Row
  index: number
  top: number
  isActive: boolean
  last: number
  measure: (element: HTMLElement | null) => void
  onOpen: () => void
  onMove: (to: number) => void
}

function GridRow<Row>({ columns, row, index, top, isActive, last, measure, onOpen, onMove }: RowProps<Row>) {
  const press = (event: KeyboardEvent) => {
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? last : index + (steps[event.key] ?? 0)
    if (event.key === 'Enter') onOpen()
    else if (to !== index || event.key in steps) onMove(to)
    else return
    event.preventDefault()
  }
  return (
    <div
      role="row"
      ref={measure}
      data-index={index}
      aria-rowindex={index + 2}
      tabIndex={isActive ? 0 : -1}
      className="grid-row"
      style={{ transform: `translateY(${top}px)` }}
      onClick={onOpen}
      onKeyDown={press}
    >
      {columns.map(({ id, cell }) => (
        <div key={id} role="gridcell" tabIndex={-1} data-column={id}>
          {cell(row)}
        </div>
      ))}
    </div>
  )
}
