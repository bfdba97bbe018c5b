import type { EndingRow } from '#protocol/dashboard/endings.ts'
import { readAoiClientEnding, toEndingRow } from '#server/core/dashboard/endings.ts'
import { isAoiError } from '#server/core/errors.ts'
import { findServices } from '#server/services.ts'
import { readTarget } from '../../../read-target.ts'

/** Returns how the AOI Client in the URL ended; `undefined` if none with that id has ended. */
export async function findClientEnding(): Promise<EndingRow | undefined> {
  const { pathname = '' } = (await readTarget()) ?? {}
  const services = findServices()
  if (services === undefined) return undefined
  try {
    const aoiClientId = decodeURIComponent(pathname.split('/').at(-1) ?? '')
    return toEndingRow(await readAoiClientEnding(services.context, { aoiClientId }))
  } catch (error) {
    if (error instanceof URIError || (isAoiError(error) && error.code === 'notFound')) return undefined
    throw error
  }
}
