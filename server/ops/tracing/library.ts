/** The libraries of OpenTelemetry. Only types are imported, so that only a server that records traces loads them. */
export type Library = {
  api: typeof import('@opentelemetry/api')
  sdk: typeof import('@opentelemetry/sdk-trace')
}
