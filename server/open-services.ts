import { buildServices, NO_HUB } from './build-services.ts'
import { readEnv } from './env.ts'
import { findServices, shareServices } from './services.ts'

/** Set only while the services are built, so that concurrent requests build them once. */
let opening: Promise<void> | undefined

/**
 * Builds the services on first use if no server has shared them, as under a plain `next start`. Rejects if they are not
 * available, and retries at the next call.
 */
export async function openServices(): Promise<void> {
  if (findServices() !== undefined) return
  opening ??= buildServices(readEnv(), { makeHub: () => NO_HUB })
    .then(({ services }) => shareServices(services))
    .finally(() => {
      opening = undefined
    })
  await opening
}
