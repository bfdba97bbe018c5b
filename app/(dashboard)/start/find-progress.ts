import { findOverview } from '../find-overview.ts'

/** Returns how far the server has come on its way to a first notification. */
export async function findProgress() {
  const overview = await findOverview()
  return {
    publicUrl: overview?.status.publicUrl ?? '',
    registration: overview?.status.registration ?? 'open',
    hasRegistrations: (overview?.counts.registrations ?? 0) > 0,
    hasKey: overview?.someoneMaySend ?? false,
    lastNotificationId: overview?.notifications[0]?.id,
  }
}
