import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { codeOf } from '#protocol/code-of.ts'
import type { Log } from '../../core/log.ts'

/** As `ExportResultCode.SUCCESS` of OpenTelemetry. */
const SUCCESS = 0

/** Logs one line when the collector of traces takes no spans any more, and one when it takes them again. */
export function watchExport(exporter: SpanExporter, log: Log): SpanExporter {
  let isLost = false
  const note = ({ code, error }: { code: number; error?: Error | undefined }) => {
    if (isLost === (code !== SUCCESS)) return
    isLost = code !== SUCCESS
    if (isLost)
      log.warn(
        { event: 'tracesLost', reason: reasonOf(error) },
        'the collector takes no traces: they are dropped',
      )
    else log.info({ event: 'tracesBack' }, 'the collector takes traces again')
  }
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        note(result)
        done(result)
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  }
}

/** Never the text of an answer or a URL: both may contain a credential. */
function reasonOf(error: Error | undefined): string {
  const code = codeOf(error)
  return code === undefined ? (error?.name ?? 'unknown') : String(code)
}
