import type { Metrics } from '#server/ops/metrics/open-metrics.ts'
import { LightResponse } from '../light-response.ts'

/** The path of the metrics, on the admin socket and on the address of their own. */
export const METRICS_PATH = '/metrics'

/** Returns the answer to a scrape: all metrics as text. */
export async function answerMetrics(metrics: Metrics): Promise<Response> {
  const headers = { 'content-type': metrics.contentType, 'cache-control': 'no-store' }
  return new LightResponse(await metrics.read(), { headers })
}
