/**
 * Traces as the flows see them, by W3C's Trace Context: the text `traceparent` goes along with a request, a message and
 * its events. Spans are made by what the application hands in; without it the text is only passed on.
 */

/** `server`: of a request; `consumer`: of work that waited; `client`: of a request to somebody else. */
export type SpanKind = 'server' | 'consumer' | 'client'

export type SpanInput = {
  kind: SpanKind
  /** The `traceparent` under which it happens; without one it begins a trace. */
  parent?: string | undefined
  attributes?: Record<string, string | number | boolean>
}

export type Span = {
  /** For what happens under it. */
  traceparent: string
  /** `error`: why it did not succeed. */
  end(more?: { attributes?: Record<string, string | number | boolean>; error?: string | undefined }): void
}

export type Tracing = { begin(name: string, input: SpanInput): Span }

const form = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** Of a request's header. What is not well-formed counts as none, as the standard says. */
export function readTraceparent(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && form.test(header) ? header : undefined
}
