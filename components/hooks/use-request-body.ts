import { useQuery } from '@tanstack/react-query'
import type { HookRequestBody } from '#protocol/dashboard/hooks.ts'
import { readDashboard } from '../live/dashboard-api.ts'

/** The kept body of a request. It never changes, so it is read once. Reads nothing without a `requestId`. */
export function useRequestBody(hookId: string, requestId: number | undefined) {
  return useQuery({
    queryKey: ['hookRequest', hookId, requestId],
    queryFn: ({ signal }) =>
      readDashboard<HookRequestBody>('readHookRequest', {
        path: { id: hookId, requestId: String(requestId) },
        signal,
      }),
    enabled: requestId !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
}
