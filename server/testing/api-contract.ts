import { afterAll, beforeAll, describe } from 'vitest'
import { promiseBodies } from './api-contract/bodies.ts'
import { promiseRegistration } from './api-contract/registration.ts'
import { promiseSecrecy } from './api-contract/secrecy.ts'
import { promiseSending } from './api-contract/sending.ts'
import { promiseSurface } from './api-contract/surface.ts'
import type { ApiDoor } from './api-door.ts'

/** Runs the contract of every door to the API. `open` starts a door over a fresh database. */
export function runApiContract(door: { name: string; open: () => Promise<ApiDoor> }): void {
  describe(`the API, ${door.name}`, () => {
    let opened: ApiDoor | undefined
    beforeAll(async () => {
      opened = await door.open()
    })
    afterAll(async () => opened?.close())
    const theDoor = () => {
      if (opened === undefined) throw new Error('the door is not open')
      return opened
    }
    promiseRegistration(theDoor)
    promiseSending(theDoor)
    promiseBodies(theDoor)
    promiseSurface(theDoor)
    promiseSecrecy(theDoor)
  })
}
