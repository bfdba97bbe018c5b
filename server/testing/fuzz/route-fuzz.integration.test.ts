import { test } from 'vitest'
import { createApi } from '#server/http/api.ts'
import { openPrincipals, type Principal } from './principals.ts'
import { mutatedRequest } from './route-inputs.ts'
import { runFuzz } from './run-fuzz.ts'

const INPUTS = Number(process.env.TEST_FUZZ_INPUTS ?? 400)
/** Routes by which a fuzz would end its own principals. */
const LEFT_OUT = /\/(?:sign-out|change-password|two-factor\/(?:enable|disable))$/

test(`answers ${INPUTS} mutated requests on every route, by every method and principal, without an unexpected error`, {
  timeout: 3_600_000,
}, async () => {
  const routes = createApi(() => undefined).routes.filter(
    ({ method, path }) => method !== 'ALL' && !path.includes('*') && !LEFT_OUT.test(path),
  )
  await runFuzz<readonly Principal[]>({
    ...{ name: `requests on ${routes.length} routes`, inputs: INPUTS },
    openGround: (server, before) => openPrincipals(server, before ?? []),
    makeInput: (random, principals) => mutatedRequest(random, { routes, principals }),
    expectedStatuses: [200, 400, 401, 403, 404, 405],
  })
})
