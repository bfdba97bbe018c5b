import { openBareDoor } from '#server/testing/api-door.ts'
import { runLastAdminContract } from '#server/testing/last-admin-contract.ts'

runLastAdminContract({ name: 'on SQLite', open: () => openBareDoor() })
