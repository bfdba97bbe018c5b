'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ExportProgress } from '#protocol/dashboard/lists/notifications.ts'
import { newRequestId } from '../acts/request-id.ts'
import { actDashboard, dashboardUrl, readDashboard } from '../live/dashboard-api.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import type { ListParams } from './list-params.ts'

const LOOK_MILLISECONDS = 1000
/** The download may begin a little after the first poll. */
const LOOKS_BEFORE_GIVING_UP = 5

export type RunningExport = {
  progress: ExportProgress | undefined
  /** The server does not know the export: it was refused, or another node writes it. */
  isUnknown: boolean
  cancel: () => void
  dismiss: () => void
}

/** Starts an export as a download, and follows its progress. */
export function useExport(): {
  start: (query: ListParams) => void
  running: RunningExport | undefined
} {
  const [id, setId] = useState<string>()
  const query = useQuery<ExportProgress>({
    queryKey: ['dashboard', 'readExport', { id }],
    queryFn: ({ signal }) => readDashboard('readExport', { path: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
    retry: (failures, error) => isNotFound(error) && failures < LOOKS_BEFORE_GIVING_UP,
    retryDelay: LOOK_MILLISECONDS,
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.state === 'running' ? LOOK_MILLISECONDS : false,
  })
  const start = (filter: ListParams) => {
    const exportId = newRequestId()
    setId(exportId)
    download(dashboardUrl('exportNotifications', { query: { ...filter, exportId } }))
  }
  const cancel = () => {
    actDashboard('cancelExport', { path: { id: id ?? '' } })
      .then(() => query.refetch())
      .catch(() => undefined)
  }
  if (id === undefined) return { start, running: undefined }
  const isUnknown = query.data === undefined && query.isError
  return { start, running: { progress: query.data, isUnknown, cancel, dismiss: () => setId(undefined) } }
}

function isNotFound(error: Error): boolean {
  return error instanceof DashboardError && error.status === 404
}

/** Lets the browser write the file as it arrives: the page never holds it. */
function download(url: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  link.click()
}
