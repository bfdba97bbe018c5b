import { LIMITS } from '#protocol'
import { listUnknownVariables } from '../env.ts'
import { listHosts, readTcpAddress } from '../listen-address.ts'
import type { Finding, Installation } from './check.ts'

const LOOPBACK_ADDRESSES = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/
/** A secret of this many different characters is no word that was repeated. */
const SECRET_CHARACTERS = 10

/** Finds settings that are valid and weak, and variables that the server does not know. */
export function findSettingFaults({ variables, env, url }: Installation): Finding[] {
  const unknown = listUnknownVariables(variables)
  const isPlain = (url ?? env.publicUrl ?? 'http:').startsWith('http:')
  const open = listHosts(env).filter((host) => !isLoopback(host))
  return [
    ...(unknown.length > 0 ? [{ code: 'unknownVariables' as const, detail: unknown.join(', ') }] : []),
    ...(isPlain && open.length > 0 ? [{ code: 'plainHttp' as const, detail: open.join(', ') }] : []),
    ...(env.minTokenSeedBytes < LIMITS.tokenSeedAdvisedBytes
      ? [{ code: 'weakSeeds' as const, detail: `AOI_MIN_SEED_BYTES=${env.minTokenSeedBytes}` }]
      : []),
    ...(env.authSecret !== undefined && new Set(env.authSecret).size < SECRET_CHARACTERS
      ? [{ code: 'weakSecret' as const }]
      : []),
    ...findOpenMetrics(env),
  ]
}

function findOpenMetrics({ metricsListen, metricsToken }: Installation['env']): Finding[] {
  if (metricsListen === undefined || metricsToken !== undefined) return []
  return isLoopback(readTcpAddress(metricsListen)?.host ?? '')
    ? []
    : [{ code: 'openMetrics', detail: metricsListen }]
}

function isLoopback(host: string): boolean {
  return LOOPBACK_ADDRESSES.test(host)
}
