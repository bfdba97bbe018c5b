import type { IncomingMessage } from 'node:http'
import type { Warnings } from '../ops/warnings.ts'

const FORWARDING_HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip'] as const

/**
 * Warns once if a request names another caller while no proxy is trusted. Behind a proxy all callers then share one
 * address, and five failures of one caller lock all of them out.
 */
export function watchForwarding(services: {
  trustedProxies: number
  warnings: Warnings
}): (request: IncomingMessage) => void {
  if (services.trustedProxies > 0) return () => undefined
  let hasWarned = false
  return (request) => {
    if (hasWarned) return
    const header = FORWARDING_HEADERS.find((name) => request.headers[name] !== undefined)
    if (header === undefined) return
    hasWarned = true
    services.warnings.raise({ code: 'untrustedForwarding', detail: header })
  }
}
