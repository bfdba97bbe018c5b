import { openBareDoor } from '#server/testing/api-door.ts'
import { runListsContract } from '#server/testing/lists-contract.ts'

runListsContract({ name: 'over SQLite', open: () => openBareDoor() })
