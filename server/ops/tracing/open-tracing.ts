import { LIMITS } from '#protocol'
import type { Clock } from '../../core/clock.ts'
import type { Log } from '../../core/log.ts'
import type { Tracing } from '../../core/tracing.ts'
import type { Library } from './library.ts'
import { makeSampler } from './samplers.ts'
import { SpanTracing } from './span-tracing.ts'
import { type TraceSettings, tracesUrlOf } from './trace-settings.ts'
import { watchExport } from './watch-export.ts'

/** The server waits this long for the collector when it ends. */
const CLOSE_MILLISECONDS = 1000
const ATTRIBUTE_CHARACTERS = 256

type Parts = { log: Log; clock: Clock; version: string }

/**
 * Loads OpenTelemetry, and exports spans by OTLP over HTTP in JSON. The exporter reads further standard variables itself
 * (`docs/traces.md`). Spans that the collector does not take are dropped: a trace never delays a notification.
 */
export async function openTracing(settings: TraceSettings, { log, clock, version }: Parts): Promise<Tracing> {
  const [api, sdk, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ])
  const library: Library = { api, sdk }
  const url = tracesUrlOf(settings)
  const exporter = new OTLPTraceExporter(url === undefined ? {} : { url })
  const provider = new sdk.TracerProvider({
    sampler: makeSampler(library, settings),
    resource: resources
      .defaultResource()
      .merge(resources.resourceFromAttributes({ 'service.name': 'aoi-server', 'service.version': version }))
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanLimits: { attributeValueLengthLimit: ATTRIBUTE_CHARACTERS, linkCountLimit: LIMITS.spanLinks },
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: watchExport(exporter, log),
        maxQueueSize: LIMITS.spansQueued,
      }),
    ],
  })
  /** Never rejects, and never waits longer than `CLOSE_MILLISECONDS`. */
  const close = async () => {
    const exported = provider.shutdown().catch(() => undefined)
    const late = new Promise<void>((resolve) => {
      const cancel = clock.after(CLOSE_MILLISECONDS, resolve)
      void exported.then(cancel)
    })
    await Promise.race([exported, late])
  }
  return new SpanTracing({ library, clock, tracer: provider.getTracer('aoi-server', version), close })
}
