import { runApiContract } from '#server/testing/api-contract.ts'
import { openBareDoor } from '#server/testing/api-door.ts'

runApiContract({ name: 'on the bare server', open: () => openBareDoor() })
