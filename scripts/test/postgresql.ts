import { findOrStart } from '../../server/testing/postgresql-server.ts'
import { makeTemplate } from '../../server/testing/temporary-postgresql.ts'

/**
 * Finds or starts a PostgreSQL server once for all integration tests, which read its address from TEST_DATABASE_URL, and
 * makes the database there that theirs are copied from. Each project of the tests asks for it; the first one's server
 * serves them all, and is stopped with the run.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_DATABASE_TEMPLATE !== undefined) return undefined
  const postgresql = await findOrStart()
  console.log(`test: PostgreSQL: ${postgresql.description}`)
  process.env.TEST_DATABASE_URL = postgresql.url
  const template = await makeTemplate()
  return async () => {
    await template.remove()
    await postgresql.stop()
  }
}
