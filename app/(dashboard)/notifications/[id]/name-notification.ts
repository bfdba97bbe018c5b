import { readNotification } from '#server/core/dashboard/lists.ts'
import type { Services } from '#server/services.ts'

const ID_CHARACTERS = 8

/** Returns the application and the last characters of the id: the first ones are the time, which many ids share. */
export async function nameNotification({ context }: Services, id: string): Promise<string> {
  const { applicationName } = await readNotification(context, { id })
  return `${id.slice(-ID_CHARACTERS)} · ${applicationName}`
}
