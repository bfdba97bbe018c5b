import { SERVER_CHECKS } from './checks/all-checks.ts'
import { type Env, readProcessVariables } from './env.ts'
import { every, stepErrors } from './ops/every.ts'
import type { Warning } from './ops/warnings.ts'
import type { Services } from './services.ts'

type Parts = Pick<Services, 'context' | 'warnings' | 'onUnexpected' | 'address'>

/** Checks the installation of a running server at once and again and again. Nobody waits for it. */
export function startChecks({ context, warnings, onUnexpected, address }: Parts, env: Env): void {
  const { clock, store } = context
  const { publicUrl: url } = address
  const installation = { variables: readProcessVariables(), env, clock, url, serverId: store.serverId }
  for (const { name, check, milliseconds } of SERVER_CHECKS) {
    const run = async () => warnings.set(name, (await check(installation)) as Warning[])
    const onError = stepErrors(onUnexpected, `check of ${name}`)
    void run().catch(onError)
    every({ clock, milliseconds, run, onError })
  }
}
