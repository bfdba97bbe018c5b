import { join } from 'node:path'
import { createOTP } from '@better-auth/utils/otp'
import { expect, it, onTestFinished } from 'vitest'
import { statement } from '#server/db/connection/single-connection.ts'
import { connectSqlite } from '#server/db/sqlite/sqlite-connection.ts'
import { openBareDoor } from '#server/testing/api-door.ts'
import { cookieOf, postAuth, signInAs, TEST_PASSWORD } from '#server/testing/dashboard-caller.ts'

it('an authenticator under another auth-secret gets a clear answer at sign-in, and a reset admits the operator', async () => {
  const door = await openBareDoor()
  onTestFinished(() => door.close())
  const { email, cookie } = await signInAs(door, 'admin')
  await postAuth(door, { path: '/two-factor/enable', cookie, body: { password: TEST_PASSWORD } })
  const database = await connectSqlite(join(door.dataDirectory, 'aoi.db'))
  await database.executeRaw(statement('UPDATE "Operator" SET "twoFactorEnabled" = 1'))
  await database.executeRaw(
    statement(`UPDATE "OperatorTwoFactor" SET "secret" = '00', "backupCodes" = '00', "verified" = 1`),
  )
  await database.dispose()
  await door.services.context.store.keepAuthVerifier('of another secret')
  await door.services.recovery.checkSecret()
  const signIn = (password: string) => postAuth(door, { path: '/sign-in/email', body: { email, password } })
  const started = await signIn(TEST_PASSWORD)
  expect(started.status).toBe(200)
  const code = await createOTP('any').totp()
  const verified = await postAuth(door, {
    ...{ path: '/two-factor/verify-totp', cookie: cookieOf(started), body: { code } },
  })
  expect([verified.status, await verified.json()]).toEqual([
    403,
    expect.objectContaining({ desc: expect.stringContaining('auth-secret') }),
  ])
  const { password } = await door.services.recovery.reset(email, 'local-admin')
  const again = await signIn(password)
  expect([again.status, await again.json()]).toEqual([
    200,
    expect.not.objectContaining({ twoFactorRedirect: true }),
  ])
})
