import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** A migration that copies and rebuilds a table, so that a cut in the middle of it would show. */
export const NEXT_MIGRATION = '99990101000000_powercut'
const NEXT_MIGRATION_SQL = `
CREATE TABLE "Powercut" ("id" TEXT NOT NULL PRIMARY KEY, "payload" TEXT NOT NULL);
INSERT INTO "Powercut" SELECT "id", "payload" FROM "Notification";
CREATE INDEX "Powercut_payload_idx" ON "Powercut" ("payload");
ALTER TABLE "Powercut" ADD COLUMN "more" TEXT;
`

/** Makes two project directories: one with the existing migrations, and one with a further migration. */
export async function makeProjects(directory: string): Promise<{ first: string; next: string }> {
  const [first, next] = [join(directory, 'first'), join(directory, 'next')]
  for (const project of [first, next]) {
    await cp(join(PROJECT, 'prisma/migrations'), join(project, 'prisma/migrations'), { recursive: true })
  }
  const added = join(next, 'prisma/migrations', NEXT_MIGRATION)
  await mkdir(added)
  await writeFile(join(added, 'migration.sql'), NEXT_MIGRATION_SQL)
  return { first, next }
}
