import { LIMITS } from '#protocol'
import type { ApiRequest } from '../api-services.ts'

const HOOK_PATH = /\/in\/[^/]+$/

/**
 * Returns the headers by which the path of a hook agrees to a sender of CloudEvents that asks before it sends, and none
 * for other requests. The address is checked when the sender sends. (HTTP 1.1 Web Hooks for Event Delivery, 4)
 */
export function consentToWebhook(c: Pick<ApiRequest, 'req'>): Record<string, string> {
  const origin = c.req.header('webhook-request-origin')
  if (origin === undefined || !HOOK_PATH.test(c.req.path)) return {}
  return {
    'webhook-allowed-origin': '*',
    'webhook-allowed-rate': String(LIMITS.hookRequestsPerMinute),
  }
}
