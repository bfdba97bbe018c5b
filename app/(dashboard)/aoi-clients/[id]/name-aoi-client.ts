import { readAoiClient } from '#server/core/dashboard/lists.ts'
import type { Services } from '#server/services.ts'

/** The name that the device gave itself, or the id. */
export async function nameAoiClient({ context, presence }: Services, id: string): Promise<string> {
  const { name = id } = await readAoiClient(context, { aoiClientId: id, presence })
  return name
}
