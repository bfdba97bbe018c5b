'use client'

import { useQuery } from '@tanstack/react-query'
import type { SavedAudiences } from '#protocol/dashboard/audiences.ts'
import { readDashboard } from '../live/dashboard-api.ts'

/** Reads the saved audiences of the operator, and the shared ones. */
export function useAudiences() {
  return useQuery({
    queryKey: ['dashboard', 'listAudiences'],
    queryFn: ({ signal }) => readDashboard<SavedAudiences>('listAudiences', { signal }),
  })
}
