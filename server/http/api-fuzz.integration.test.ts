import { NO_LIMITS, runApiFuzz } from '#server/testing/api-fuzz.ts'
import { openPostgresqlDoor } from '#server/testing/postgresql-door.ts'

const inputs = Number(process.env.TEST_FUZZ_INPUTS ?? 500)

runApiFuzz({ name: 'over PostgreSQL', inputs, open: () => openPostgresqlDoor({ limits: NO_LIMITS }) })
