import { verify } from '@node-rs/argon2'
import { expect, it, onTestFinished } from 'vitest'
import { openTemporaryStore } from '#server/testing/temporary-database.ts'
import { TestClock } from '#server/testing/test-clock.ts'
import { OperatorRecovery } from './operator-recovery.ts'

async function prepare() {
  const clock = new TestClock()
  const { store, remove } = await openTemporaryStore({ clock })
  onTestFinished(remove)
  const lines: string[] = []
  const line = (_fields: object, message: string) => void lines.push(message)
  const log = { debug: line, info: line, warn: line, error: line }
  const ended: string[] = []
  const tables = store.operatorTables
  const start = async (secret: string) => {
    const recovery = new OperatorRecovery({
      ...{ store, tables, clock, log, secret: () => secret },
      announce: (announcement) => {
        if (announcement.kind === 'operatorSessionEnded') ended.push(announcement.sessionId)
      },
    })
    await recovery.checkSecret()
    return recovery
  }
  return { tables, start, lines, ended }
}

type Preparation = Awaited<ReturnType<typeof prepare>>

/** Adds Ada, with a password, an authenticator and a session. */
async function addAda({ tables }: Preparation): Promise<void> {
  const at = new Date(0)
  const times = { createdAt: at, updatedAt: at }
  const ada = { id: 'ada', name: 'Ada', email: 'ada@example.com', role: 'admin', twoFactorEnabled: true }
  await tables.operator.create({ data: { ...ada, ...times } })
  const account = {
    id: 'account',
    accountId: 'ada',
    providerId: 'credential',
    userId: 'ada',
    password: 'old',
  }
  await tables.operatorAccount.create({ data: { ...account, ...times } })
  await tables.operatorTwoFactor.create({
    data: { id: 'totp', secret: 'x', backupCodes: 'x', userId: 'ada' },
  })
  const session = { id: 'session', token: 'token', userId: 'ada', expiresAt: new Date(1e15) }
  await tables.operatorSession.create({ data: { ...session, ...times } })
}

it('the server finds an auth-secret of another database at start, and names the remedy', async () => {
  const prepared = await prepare()
  await prepared.start('the first secret')
  await addAda(prepared)
  expect((await prepared.start('the first secret')).lostAuthenticators).toEqual([])
  expect(prepared.lines).toEqual([])
  const recovery = await prepared.start('another secret')
  expect(recovery.lostAuthenticators).toEqual(['ada@example.com'])
  expect(prepared.lines).toEqual([
    expect.stringMatching(/restore the old secret, or run `aoi admin operators reset/),
  ])
  expect(() => recovery.explain('/api/auth/two-factor/verify-totp')).toThrow(
    expect.objectContaining({ code: 'forbidden', message: expect.stringContaining('auth-secret') }),
  )
  expect(() => recovery.explain('/api/auth/sign-in/email')).not.toThrow()
})

it('the server adopts another auth-secret while no operator has an authenticator', async () => {
  const { start, lines } = await prepare()
  await start('the first secret')
  await start('another secret')
  await start('another secret')
  expect(lines).toEqual([expect.stringContaining('operators must sign in again')])
})

it('a reset readmits an operator who lost password, authenticator and passkey', async () => {
  const prepared = await prepare()
  await prepared.start('the first secret')
  await addAda(prepared)
  const recovery = await prepared.start('another secret')
  const { password } = await recovery.reset('Ada@Example.com', 'local-admin')
  const { tables } = prepared
  const account = (await tables.operatorAccount.findFirst({ where: { userId: 'ada' } })) as {
    password: string
  }
  expect(await verify(account.password, password)).toBe(true)
  expect(await tables.operatorTwoFactor.count()).toBe(0)
  expect(await tables.operator.findFirst({})).toMatchObject({ twoFactorEnabled: false })
  expect(prepared.ended).toEqual(['session'])
  expect(recovery.lostAuthenticators).toEqual([])
  expect((await prepared.start('another secret')).lostAuthenticators).toEqual([])
  await expect(recovery.reset('nobody@example.com', 'local-admin')).rejects.toMatchObject({
    code: 'notFound',
  })
})
