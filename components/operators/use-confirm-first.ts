'use client'

import type { OwnAccount } from '#protocol/dashboard/account.ts'
import { explainError, failureTexts } from '../acts/failure-texts.ts'
import { useTexts } from '../i18n/use-texts.ts'
import { readDashboard } from '../live/dashboard-api.ts'
import { DashboardError } from '../live/dashboard-error.ts'
import { serverNow } from '../live/server-clock.ts'
import { showToast } from '../ui/toast.ts'
import { useStepUp } from './step-up.tsx'

/** A download that begins now reaches the server within this time. */
const LEAST_LEFT_MILLISECONDS = 10_000

/**
 * Asks for a step-up before a download. The browser makes the request, so no page would see the server's refusal.
 * Returns whether the download may begin; if not, shows why.
 */
export function useConfirmFirst(): () => Promise<boolean> {
  const t = useTexts(failureTexts)
  const withStepUp = useStepUp()
  return async () => {
    try {
      await withStepUp(requireConfirmed)
      return true
    } catch (error) {
      showToast(explainError(error as Error, t), 'danger')
      return false
    }
  }
}

async function requireConfirmed(): Promise<void> {
  const { confirmedUntil } = await readDashboard<OwnAccount>('readOwnAccount')
  if (Date.parse(confirmedUntil) - serverNow() < LEAST_LEFT_MILLISECONDS)
    throw new DashboardError({ code: 'stepUp', desc: 'Confirm who you are.', status: 403 })
}
