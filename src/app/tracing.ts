/**
 * Spans by OpenTelemetry, sent by OTLP over HTTP. The SDK is loaded only where an endpoint is configured, by the
 * standard's own variables, and is no dependency: whoever wants traces installs its packages. Otherwise there is no
 * tracing, and a flow looks at an undefined value.
 */
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { readTraceparent, type Span, type Tracing } from '../model/trace.ts'
import { version } from '../version.ts'

export type Traces = Tracing & {
  /** Sends what is left. */
  stop(): Promise<void>
}

type Environment = Readonly<Record<string, string | undefined>>

export const tracingPackages = [
  '@opentelemetry/sdk-trace',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
]

/** Undefined where none is configured. Throws a sentence when a package is missing. */
export async function startTracing(env: Environment): Promise<Traces | undefined> {
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT
  if (!endpoint || env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return undefined
  const { resources, sdk, otlp } = await load()
  const url =
    env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || `${endpoint.endsWith('/') ? endpoint.slice(0, -1) : endpoint}/v1/traces`
  const named = resources.resourceFromAttributes({
    'service.name': env.OTEL_SERVICE_NAME || 'recado',
    'service.version': version,
  })
  const provider = new sdk.TracerProvider({
    resource: resources.defaultResource().merge(named),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(shareOf(env)) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new otlp.OTLPTraceExporter({ url }) })],
  })
  return { ...createTracing(provider.getTracer('recado', version)), stop: () => provider.shutdown() }
}

async function load() {
  try {
    const [resources, sdk, otlp] = await Promise.all([
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ])
    return { resources, sdk, otlp }
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Error(`OTEL_EXPORTER_OTLP_ENDPOINT needs packages: npm install ${tracingPackages.join(' ')}`)
  }
}

/** Of traces that begin here; a caller's own decision is kept. */
function shareOf({ OTEL_TRACES_SAMPLER_ARG: text }: Environment): number {
  const share = Number(text || 1)
  if (!(share >= 0 && share <= 1)) throw new Error('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.')
  return share
}

const kinds = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER, client: SpanKind.CLIENT } as const

function createTracing(tracer: Tracer): Tracing {
  return {
    begin(name, { kind, parent, attributes }): Span {
      const options = { kind: kinds[kind], ...(attributes && { attributes }) }
      const span = tracer.startSpan(name, options, contextOf(parent))
      return {
        traceparent: textOf(span.spanContext()),
        end({ attributes: more, error } = {}) {
          if (more) span.setAttributes(more as Attributes)
          if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error })
          span.end()
        },
      }
    },
  }
}

function contextOf(parent: string | undefined): Context {
  const known = readTraceparent(parent)
  if (known === undefined) return ROOT_CONTEXT
  const [, traceId = '', spanId = '', flags = ''] = known.split('-')
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
  })
}

function textOf({ traceId, spanId, traceFlags }: { traceId: string; spanId: string; traceFlags: number }): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}
