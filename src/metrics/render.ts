/**
 * Renders a registry in steps between which the event loop turns. With ten thousand bots the page has a hundred
 * thousand lines, and the library builds it in one go, for most of a second. The output equals the library's own
 * `metrics()` byte for byte.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { type Metric, type MetricObjectWithValues, type MetricValue, Registry } from 'prom-client'

type Series = MetricObjectWithValues<MetricValue<string>>
/** Metrics with shared labels have their own text form. */
type Readable = Metric & { getForPromString?: () => Promise<Series> }

/** About five milliseconds. */
const seriesAtOnce = 1_000
const longestStepMs = 5

export async function renderInSteps(registry: Registry): Promise<string> {
  const pages: string[] = []
  let turnedAt = performance.now()
  for (const metric of registry.getMetricsAsArray() as unknown as Readable[]) {
    const series = await (metric.getForPromString?.() ?? (metric.get() as Promise<Series>))
    const parts: string[] = []
    for (let from = 0; from === 0 || from < series.values.length; from += seriesAtOnce) {
      const part = { ...series, values: series.values.slice(from, from + seriesAtOnce) }
      const text = await textOf(part)
      parts.push(from === 0 ? text : withoutHead(text))
      // Yielding after each of sixty metrics would take seconds on a busy loop.
      if (performance.now() - turnedAt < longestStepMs) continue
      await turn()
      turnedAt = performance.now()
    }
    pages.push(parts.join('\n'))
  }
  return `${pages.join('\n\n')}\n`
}

/** Renders part of a metric as the library renders a whole one. */
function textOf(part: Series): Promise<string> {
  const page = new Registry()
  page.registerMetric({ name: part.name, get: async () => part } as unknown as Metric)
  return page.getSingleMetricAsString(part.name)
}

/** The help and type lines stand at the top of the first part only. */
function withoutHead(text: string): string {
  return text.split('\n').slice(2).join('\n')
}
