/**
 * Numbers over time as lines: seen by the pointer, walked through by the arrow keys, and read as a table by who prefers
 * that. Each line has a form of its own beside its colour.
 */
import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import { useWords } from '../words/words.tsx'

export type Series = { id: string; label: string; tone: 'busy' | 'accent' | 'good' | 'calm' | 'bad'; values: number[] }

type Props = { label: string; steps: readonly string[]; series: readonly Series[] }

const width = 1000
const height = 260
/** Room for half of a line's width. */
const margin = 4

export function Chart({ label, steps, series }: Props) {
  const { t, number } = useWords()
  const [chosen, setChosen] = useState<number>()
  const last = steps.length - 1
  const most = Math.max(1, ...series.flatMap(({ values }) => values))
  const at = Math.min(chosen ?? last, last)
  const told = series.map(({ label: name, values }) => `${name} ${number(values[at] ?? 0)}`).join(', ')
  const press = (event: KeyboardEvent) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key]
    if (to === undefined) return
    setChosen(Math.max(0, Math.min(last, to)))
    event.preventDefault()
  }
  const point = ({ clientX, currentTarget }: PointerEvent) => {
    const { left, width: span } = currentTarget.getBoundingClientRect()
    setChosen(Math.round(Math.max(0, Math.min(1, (clientX - left) / span)) * last))
  }
  return (
    <figure className="chart">
      <figcaption className="chart-legend">
        <strong>{steps[at]}</strong>
        {series.map((one) => (
          <span key={one.id} className="row">
            <Mark series={one} /> {one.label} <b>{number(one.values[at] ?? 0)}</b>
          </span>
        ))}
      </figcaption>
      <div
        className="chart-plot"
        role="slider"
        tabIndex={0}
        aria-label={`${label}. ${t('overview.figures_keys')}`}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at}
        aria-valuetext={`${steps[at]}: ${told}`}
        onKeyDown={press}
        onPointerMove={point}
        onPointerDown={point}
      >
        <Lines series={series} most={most} at={at} last={last} />
      </div>
      <div className="chart-scale soft" aria-hidden="true">
        <span>{steps[0]}</span>
        <span>0 – {number(most)}</span>
        <span>{steps[last]}</span>
      </div>
      <Table steps={steps} series={series} />
    </figure>
  )
}

function Lines({ series, most, at, last }: Pick<Props, 'series'> & { most: number; at: number; last: number }) {
  const x = (index: number) => (last === 0 ? width / 2 : (index / last) * width)
  const y = (value: number) => height - margin - (value / most) * (height - 2 * margin)
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {[0.25, 0.5, 0.75].map((part) => (
        <line key={part} className="chart-grid" x1={0} x2={width} y1={height * part} y2={height * part} />
      ))}
      <line className="chart-at" x1={x(at)} x2={x(at)} y1={0} y2={height} />
      {series.map(({ id, tone, values }) => (
        <polyline
          key={id}
          className={`chart-line ${tone}`}
          points={values.map((value, index) => `${x(index)},${y(value)}`).join(' ')}
        />
      ))}
    </svg>
  )
}

function Mark({ series: { tone } }: { series: Series }) {
  return (
    <svg className="chart-mark" viewBox="0 0 24 8" aria-hidden="true">
      <line className={`chart-line ${tone}`} x1={0} x2={24} y1={4} y2={4} />
    </svg>
  )
}

function Table({ steps, series }: Pick<Props, 'steps' | 'series'>) {
  const { t, number } = useWords()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <details className="chart-table" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{t('overview.figures_table')}</summary>
      {isOpen && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
        <section className="scrolls" tabIndex={0} aria-label={t('overview.figures_table')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('column.time')}</th>
                {series.map(({ id, label }) => (
                  <th key={id} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {steps.map((step, index) => (
                <tr key={step}>
                  <th scope="row">{step}</th>
                  {series.map(({ id, values }) => (
                    <td key={id}>{number(values[index] ?? 0)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  )
}
