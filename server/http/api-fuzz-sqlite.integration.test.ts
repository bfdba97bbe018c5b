import { openBareDoor } from '#server/testing/api-door.ts'
import { NO_LIMITS, runApiFuzz } from '#server/testing/api-fuzz.ts'

runApiFuzz({ name: 'over SQLite', inputs: 500, open: () => openBareDoor({ limits: NO_LIMITS }) })
