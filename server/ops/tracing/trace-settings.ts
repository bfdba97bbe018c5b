/** The values of `OTEL_TRACES_SAMPLER` that need nothing outside this process. */
export const SAMPLERS = [
  ...(['always_on', 'always_off', 'traceidratio'] as const),
  ...(['parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const),
] as const

/** The standard variables of OpenTelemetry that decide whether and which traces are recorded. */
export type TraceSettings = {
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`: the collector of all signals. */
  endpoint: string | undefined
  /** `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`: the whole URL for traces. */
  tracesEndpoint: string | undefined
  exporter: 'otlp' | 'none' | undefined
  isDisabled: boolean
  sampler: (typeof SAMPLERS)[number]
  /** The part of the traces that the samplers with a ratio record. */
  ratio: number
}

/** Whether traces are recorded: an exporter or a collector is named, and neither is switched off. */
export function areTracesOn({ endpoint, tracesEndpoint, exporter, isDisabled }: TraceSettings): boolean {
  if (isDisabled || exporter === 'none') return false
  return exporter === 'otlp' || endpoint !== undefined || tracesEndpoint !== undefined
}

/** Returns the URL of the collector for traces; undefined: the default of OpenTelemetry, on this machine. */
export function tracesUrlOf({ endpoint, tracesEndpoint }: TraceSettings): string | undefined {
  if (tracesEndpoint !== undefined || endpoint === undefined) return tracesEndpoint
  return `${endpoint.replace(/\/$/, '')}/v1/traces`
}
