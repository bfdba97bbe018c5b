'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { DashboardError } from './dashboard-error.ts'

const TRIES_AGAIN = 2

/** What the server refuses, it refuses again. */
function isWorthAnother(failures: number, error: Error): boolean {
  const isRefused = error instanceof DashboardError && error.status >= 400 && error.status < 500
  return failures < TRIES_AGAIN && !isRefused
}

/** Gives the page its query cache. One a render tree, so that no two visitors share one on the server. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: isWorthAnother } } }))
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
