import { buildServices } from './build-services.ts'
import { readEnv } from './env.ts'
import { findServices, shareServices } from './services.ts'

/** Only while they are being made, so that requests at once make them once. */
let opening: Promise<void> | undefined

/**
 * Makes the services on first use where no server has shared them: under a plain `next start`. Rejects when they cannot
 * be had, and tries again at the next call.
 */
export async function openServices(): Promise<void> {
  if (findServices() !== undefined) return
  opening ??= buildServices(readEnv())
    .then(shareServices)
    .finally(() => {
      opening = undefined
    })
  await opening
}
