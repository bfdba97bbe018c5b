import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { REHEARSAL_FILE, type RehearsalResult, rehearsalResultSchema } from '#protocol/rehearsal.ts'

/** Returns the result of the last rehearsal, by this server or by hand; `undefined` if there was none. */
export async function findRehearsal(dataDirectory: string): Promise<RehearsalResult | undefined> {
  try {
    const text = await readFile(join(dataDirectory, REHEARSAL_FILE), 'utf8')
    return rehearsalResultSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
