import { type BareDoor, type DoorOptions, openBareDoor } from './api-door.ts'
import { createTemporaryPostgresqlDatabase } from './temporary-postgresql.ts'

/** Opens the API on a bare server over a PostgreSQL database of its own. */
export async function openPostgresqlDoor(options: Omit<DoorOptions, 'databaseUrl'> = {}): Promise<BareDoor> {
  const { databaseUrl, remove } = await createTemporaryPostgresqlDatabase()
  const door = await openBareDoor({ ...options, databaseUrl })
  const close = async () => {
    await door.close()
    await remove()
  }
  return { ...door, close }
}
