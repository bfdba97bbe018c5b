import { LIMITS } from '#protocol'
import type { Services } from '#server/services.ts'

/** Returns the name of a Server Application. */
export async function nameServerApplication({ context }: Services, id: string): Promise<string | undefined> {
  const all = await context.search.listServerApplications(LIMITS.searchTableRows)
  return all.find((application) => application.id === id)?.name
}
