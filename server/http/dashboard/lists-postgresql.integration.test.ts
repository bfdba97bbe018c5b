import { runListsContract } from '#server/testing/lists-contract.ts'
import { openPostgresqlDoor } from '#server/testing/postgresql-door.ts'

runListsContract({ name: 'over PostgreSQL', open: () => openPostgresqlDoor() })
