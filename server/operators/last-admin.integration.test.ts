import { runLastAdminContract } from '#server/testing/last-admin-contract.ts'
import { openPostgresqlDoor } from '#server/testing/postgresql-door.ts'

runLastAdminContract({ name: 'on PostgreSQL', open: () => openPostgresqlDoor() })
