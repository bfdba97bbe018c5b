import { findOrStart } from '../../server/testing/postgresql-server.ts'
import { makeTemplate } from '../../server/testing/temporary-postgresql.ts'

/**
 * Finds or starts one PostgreSQL server for all integration tests, which read its address from TEST_DATABASE_URL. Makes
 * the template database that they copy theirs from. Each project of the tests calls this: the first starts the server,
 * all others share it, and the end of the run stops it.
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
