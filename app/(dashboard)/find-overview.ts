import type { Overview } from '#protocol/overview.ts'
import { isAoiError } from '#server/core/errors.ts'
import { readOverview } from '#server/core/overview/read-overview.ts'
import { readProcessStatus } from '#server/ops/process-status.ts'
import { findServices } from '#server/services.ts'
import { pagePlace } from '../page-place.ts'

/**
 * Returns the overview for the first render; `undefined` if the server cannot read it now, so that the page tries
 * again.
 */
export async function findOverview(): Promise<Overview | undefined> {
  const services = findServices()
  if (services === undefined) return undefined
  const { context, onUnexpected } = services
  try {
    return await readOverview(context, await readProcessStatus(services))
  } catch (error) {
    const place = await pagePlace('overview')
    if (!isAoiError(error)) {
      onUnexpected(error, place)
      throw error
    }
    const { code } = error
    context.log.warn(
      { event: 'overviewFailed', code, requestId: place.requestId },
      'the overview could not be read',
    )
    return undefined
  }
}
