'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { DashboardError, isRefusal } from './dashboard-error.ts'

const TRIES_AGAIN = 2

/**
 * A refusal is not retried, because the server would refuse again. A timeout is not retried either, so that the reader
 * hears of it first.
 */
function isWorthAnother(failures: number, error: Error): boolean {
  return (
    failures < TRIES_AGAIN &&
    !isRefusal(error) &&
    !(error instanceof DashboardError && error.code === 'timeout')
  )
}

/** Provides the page's query cache. One for each render tree, so that no two visitors share one on the server. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        // Offline, reads fail and say so. A paused read would look as if nothing had happened.
        defaultOptions: { queries: { retry: isWorthAnother, networkMode: 'always' } },
      }),
  )
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
