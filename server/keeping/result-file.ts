import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import {
  cutReason,
  REHEARSAL_FILE,
  type RehearsalResult,
  rehearsalResultSchema,
} from '#protocol/rehearsal.ts'

type Result = { startedAt: number; milliseconds: number; reason: string | undefined }

/** Writes the result of a rehearsal into the data directory, whole or not at all, for its owner alone (0600). */
export async function writeResult(
  dataDirectory: string,
  { startedAt, milliseconds, reason }: Result,
): Promise<void> {
  const path = join(dataDirectory, REHEARSAL_FILE)
  const succeededAt =
    reason === undefined
      ? new Date(startedAt + milliseconds).toISOString()
      : (await findResult(path))?.succeededAt
  const result: RehearsalResult = {
    startedAt: new Date(startedAt).toISOString(),
    milliseconds,
    ...(reason === undefined ? {} : { reason: cutReason(reason) }),
    ...(succeededAt === undefined ? {} : { succeededAt }),
  }
  const next = `${path}.next`
  const file = await open(next, 'w', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(result)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(next, path)
}

async function findResult(path: string): Promise<RehearsalResult | undefined> {
  try {
    return rehearsalResultSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data
  } catch {
    return undefined
  }
}
