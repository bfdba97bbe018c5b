import type { EndingRow } from '#protocol/dashboard/endings.ts'
import { readAoiClientEnding, toEndingRow } from '#server/core/dashboard/endings.ts'
import { isAoiError } from '#server/core/errors.ts'
import { findServices } from '#server/services.ts'
import { readTarget } from '../../../read-target.ts'

/** How the AOI Client of the address ended; `undefined` when none of that id has. */
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
