import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Operator } from '#protocol/dashboard/operators.ts'
import type { BareDoor } from './api-door.ts'
import { signInAs } from './dashboard-caller.ts'

const ROUNDS = 10

/** Runs the contract for admins that remove and demote each other at the same moment, on one database. */
export function runLastAdminContract({ name, open }: { name: string; open: () => Promise<BareDoor> }): void {
  describe(`the last admin ${name}`, () => {
    let door: BareDoor
    beforeAll(async () => {
      door = await open()
      await signInAs(door, 'admin')
    })
    afterAll(() => door.close())

    const listAdmins = async () =>
      (await door.services.operators.list()).filter(({ role }) => role === 'admin')

    /** Adds admins until there are `count`. */
    async function haveAdmins(count: number): Promise<Operator[]> {
      const before = await listAdmins()
      for (let made = before.length; made < count; made += 1) await signInAs(door, 'admin')
      return listAdmins()
    }

    const remove = (actor: Operator, { id }: Operator) =>
      door.services.operators.remove({ actor, operatorId: id })
    const demote = (actor: Operator, { id }: Operator) =>
      door.services.operators.changeRole({ actor, operatorId: id, role: 'viewer' })

    it.each([
      ['remove each other', remove, remove],
      ['demote each other', demote, demote],
      ['remove and demote each other', remove, demote],
    ])('remains when two %s at the same moment', async (_, one, other) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const [ada, bob] = await haveAdmins(2)
        if (ada === undefined || bob === undefined) throw new Error('there are no two admins')
        const outcomes = await Promise.allSettled([one(ada, bob), other(bob, ada)])
        expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
        const refused = outcomes.find((outcome) => outcome.status === 'rejected')
        expect(refused?.reason).toMatchObject({ code: 'invalid', reason: 'lastAdmin' })
        expect(await listAdmins()).toHaveLength(1)
      }
    })

    it('remains when each of five demotes the next at the same moment', async () => {
      const admins = await haveAdmins(5)
      const acts = admins.map((actor, index) => demote(actor, admins[(index + 1) % 5] ?? actor))
      const outcomes = await Promise.allSettled(acts)
      expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1)
      expect(await listAdmins()).toHaveLength(1)
    })

    it('remains when an admin removes or demotes an unknown operator, which is refused', async () => {
      const [ada] = await haveAdmins(1)
      if (ada === undefined) throw new Error('there is no admin')
      const nobody = { ...ada, id: 'nobody' }
      await expect(remove(ada, nobody)).rejects.toMatchObject({ code: 'notFound' })
      await expect(demote(ada, nobody)).rejects.toMatchObject({ code: 'notFound' })
    })
  })
}
