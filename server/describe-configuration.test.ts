import { expect, test } from 'vitest'
import { describeConfiguration } from './describe-configuration.ts'
import { readEnv, VARIABLES } from './env.ts'

test('shows the configuration of the server, and for secrets only whether they are set', () => {
  const authSecret = 'a secret that nobody should ever read'
  const entries = describeConfiguration(
    readEnv({
      PORT: '4000',
      AOI_AUTH_SECRET: authSecret,
      AOI_METRICS_LISTEN: '127.0.0.1:9464',
      AOI_METRICS_TOKEN: 'scrapes-nobody-should-see',
      DATABASE_URL: 'postgresql://aoi:word@db/aoi',
    }),
  )
  expect(entries).toContainEqual({ variable: 'PORT', value: '4000', set: true })
  expect(entries).toContainEqual({ variable: 'AOI_RETAIN_NOTIFICATIONS_DAYS', value: '7', set: true })
  expect(entries).toContainEqual({ variable: 'AOI_QUOTA_TOKEN_BYTES', value: '16777216', set: true })
  expect(entries).toContainEqual({ variable: 'AOI_AUTH_SECRET', set: true })
  expect(entries).toContainEqual({ variable: 'DATABASE_URL', set: true })
  expect(entries).toContainEqual({ variable: 'AOI_METRICS_LISTEN', value: '127.0.0.1:9464', set: true })
  expect(entries).toContainEqual({ variable: 'AOI_METRICS_TOKEN', set: true })
  expect(JSON.stringify(entries)).not.toMatch(/nobody.should|word@/)
})

test('describes every variable that the server reads, once', () => {
  const described = describeConfiguration(readEnv({})).map(({ variable }) => variable)
  expect(described.toSorted()).toEqual(VARIABLES.toSorted())
})
