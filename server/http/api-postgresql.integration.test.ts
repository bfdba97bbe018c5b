import { runApiContract } from '#server/testing/api-contract.ts'
import { openPostgresqlDoor } from '#server/testing/postgresql-door.ts'

runApiContract({ name: 'on the bare server over PostgreSQL', open: () => openPostgresqlDoor() })
