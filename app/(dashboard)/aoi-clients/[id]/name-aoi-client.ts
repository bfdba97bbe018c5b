import { readAoiClient } from '#server/core/dashboard/lists.ts'
import type { Services } from '#server/services.ts'

/** Returns the name that the device gave itself, or else the id. */
export async function nameAoiClient({ context, presence }: Services, id: string): Promise<string> {
  const { name = id } = await readAoiClient(context, { aoiClientId: id, presence })
  return name
}
