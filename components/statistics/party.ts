import type { StatisticsUnit } from '#protocol/dashboard/statistics.ts'

/** A party with statistics of its own. */
export type Party = { unit: StatisticsUnit; key: string }

/** The page of a party. */
export function partyHref({ unit, key }: Party): string {
  const root = { application: 'client-applications', sender: 'applications', hook: 'hooks', token: 'tokens' }[
    unit
  ]
  return `/${root}/${encodeURIComponent(key)}`
}

/** The notifications of a party, or of all, that were accepted in this time (ISO, both included). */
export function notificationsHref(
  party: Party | undefined,
  acceptedFrom: string,
  acceptedTo: string,
): string {
  const query = new URLSearchParams({ ...filterOf(party), acceptedFrom, acceptedTo })
  return `/notifications?${query}`
}

function filterOf(party: Party | undefined): Record<string, string> {
  if (party === undefined) return {}
  const { unit, key } = party
  if (unit === 'application') return { applicationName: key }
  if (unit === 'token') return { tokenId: key }
  // A hook is a Server Application as well.
  return { serverApplicationId: unit === 'hook' ? `hook-${key}` : key }
}
