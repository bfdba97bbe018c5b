import { queryOptions } from '@tanstack/react-query'
import type { Overview } from '#protocol/overview.ts'

/** Time between two reads while the server does not answer. */
export const POLL_MILLISECONDS = 2000
const OVERVIEW_PATH = '/api/dashboard/overview'
const PATIENCE_MILLISECONDS = 5000

export const UNREAD_REASONS = ['unreachable', 'refused', 'unavailable', 'unreadable'] as const
export type UnreadReason = (typeof UNREAD_REASONS)[number]

/** Why the overview could not be read. */
export class UnreadError extends Error {
  override readonly name = 'UnreadError'
  readonly reason: UnreadReason

  constructor(reason: UnreadReason) {
    super(reason)
    this.reason = reason
  }
}

/** The query of the overview, repeated every `refetchInterval`; `initial` is the overview that the server rendered. */
export function overviewQuery(initial: Overview | undefined, refetchInterval: number | false) {
  return queryOptions<Overview, UnreadError>({
    queryKey: ['dashboard', 'readOverview'],
    queryFn: ({ signal }) => readOverview(signal),
    ...(initial === undefined ? {} : { initialData: initial }),
    refetchInterval: ({ state }) => (state.status === 'error' ? POLL_MILLISECONDS : refetchInterval),
    refetchIntervalInBackground: false,
    // The server may be this machine, which answers without any network.
    networkMode: 'always',
    retry: false,
  })
}

async function readOverview(cancelled: AbortSignal): Promise<Overview> {
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(PATIENCE_MILLISECONDS)])
  const response = await fetch(OVERVIEW_PATH, { signal, cache: 'no-store' }).catch(() => undefined)
  if (response === undefined) throw new UnreadError('unreachable')
  if (response.status === 401) throw new UnreadError('refused')
  if (!response.ok) throw new UnreadError('unavailable')
  const body: unknown = await response.json().catch(() => undefined)
  const parsed = (await loadSchema()).safeParse(body)
  if (!parsed.success) throw new UnreadError('unreadable')
  return parsed.data
}

/** Loaded after the page: the validator is half as large as everything else. */
async function loadSchema() {
  const contract = await import('#protocol/overview.ts').catch(() => undefined)
  if (contract === undefined) throw new UnreadError('unreachable')
  return contract.overviewSchema
}
