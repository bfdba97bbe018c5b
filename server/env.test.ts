import { Telemetry } from 'next/dist/telemetry/storage.js'
import { describe, expect, it, vi } from 'vitest'
import { THRESHOLDS } from './core/findings/thresholds.ts'
import { DEFAULT_QUOTAS } from './core/limits/quotas.ts'
import { DEFAULT_RETENTION } from './core/retention.ts'
import { disableTelemetry, readEnv } from './env.ts'

describe('readEnv', () => {
  it('serves only this machine, from the embedded database, without any variable', () => {
    expect(readEnv({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      listen: [],
      socketMode: 0o660,
      publicUrl: undefined,
      dashboardUrl: undefined,
      role: 'all',
      dataDirectory: './data',
      databaseUrl: undefined,
      redisUrls: [],
      allowedOrigins: [],
      allowedHosts: [],
      authSecret: undefined,
      oidc: undefined,
      registration: 'open',
      maxPayloadBytes: 4096,
      minTokenSeedBytes: 16,
      webPushUnauthenticated: false,
      webPushOrigins: [],
      webPushIgnorePort: undefined,
      trustedProxies: 0,
      mail: undefined,
      findings: THRESHOLDS,
      operatorIdleMinutes: 720,
      outboundAllow: [],
      retention: DEFAULT_RETENTION,
      quotas: DEFAULT_QUOTAS,
      metricsListen: undefined,
      metricsToken: undefined,
      traces: {
        ...{ endpoint: undefined, tracesEndpoint: undefined, exporter: undefined, isDisabled: false },
        ...{ sampler: 'parentbased_always_on', ratio: 1 },
      },
      accessLog: false,
      logLevel: 'info',
    })
  })

  it('treats an empty variable as unset', () => {
    expect(readEnv({ PORT: '', DATABASE_URL: '', AOI_PUBLIC_URL: '' })).toEqual(readEnv({}))
  })

  it('reads the address of the metrics, and refuses one without a port or a token that nobody asks for', () => {
    expect(readEnv({ AOI_METRICS_LISTEN: '[::1]:9464' }).metricsListen).toBe('[::1]:9464')
    for (const address of ['9464', 'localhost', 'host:65536', 'http://host:1', '::1:9464'])
      expect(() => readEnv({ AOI_METRICS_LISTEN: address })).toThrow(/AOI_METRICS_LISTEN: must be HOST:PORT/)
    expect(() => readEnv({ AOI_METRICS_LISTEN: 'host:1', AOI_METRICS_TOKEN: 'short' })).toThrow(
      /16 characters/,
    )
    const unused = { AOI_METRICS_TOKEN: 'a-token-of-16-characters' }
    expect(() => readEnv(unused)).toThrow(/AOI_METRICS_TOKEN: is of use only with AOI_METRICS_LISTEN/)
  })

  it('reads a public URL with a path, without the slash at its end', () => {
    const read = (url: string) => readEnv({ AOI_PUBLIC_URL: url }).publicUrl
    expect(read('https://Push.Example/aoi/')).toBe('https://push.example/aoi')
    expect(read('https://push.example:8443/a/b.c')).toBe('https://push.example:8443/a/b.c')
    expect(read('https://push.example/')).toBe('https://push.example')
    const socketOnly = { AOI_LISTEN: 'unix:/run/aoi.sock', AOI_PUBLIC_URL: 'https://push.example/aoi' }
    expect(() => readEnv(socketOnly)).toThrow(/AOI_DASHBOARD_URL: is required/)
  })

  it('reads the addresses to listen on, and refuses those that no server could listen on', () => {
    const { listen, socketMode } = readEnv({
      AOI_LISTEN: '127.0.0.1:3000, [::1]:3000,unix:/run/aoi.sock',
      AOI_SOCKET_MODE: '600',
    })
    expect(listen).toEqual([
      { host: '127.0.0.1', port: 3000 },
      { host: '::1', port: 3000 },
      { path: '/run/aoi.sock' },
    ])
    expect(socketMode).toBe(0o600)
    for (const address of ['3000', 'host:65536', 'unix:aoi.sock', '/run/aoi.sock', '::1:3000'])
      expect(() => readEnv({ AOI_LISTEN: `127.0.0.1:1,${address}` })).toThrow(/AOI_LISTEN: must be HOST:PORT/)
    expect(() => readEnv({ AOI_SOCKET_MODE: '0o660' })).toThrow(/AOI_SOCKET_MODE: must be three digits/)
    expect(() => readEnv({ AOI_LISTEN: 'unix:/run/aoi.sock' })).toThrow(
      /AOI_PUBLIC_URL: is required if AOI_LISTEN names only Unix sockets/,
    )
  })

  it('reads the identity provider, and refuses settings that could not work', () => {
    const given = { AOI_OIDC_ISSUER: 'https://id.example.com/realms/a', AOI_OIDC_CLIENT_ID: 'aoi' }
    expect(readEnv({ ...given, AOI_OIDC_ROLES: 'admins=admin' }).oidc).toEqual({
      ...{ issuer: 'https://id.example.com/realms/a', clientId: 'aoi', clientSecret: undefined },
      ...{ clientSecretFile: undefined, name: 'OpenID Connect', scopes: ['openid', 'profile', 'email'] },
      ...{ groupsClaim: 'groups', roles: [{ group: 'admins', role: 'admin' }] },
      ...{ allowsSignUp: false, isRequired: false },
    })
    for (const [variables, fault] of [
      [{ AOI_OIDC_ISSUER: 'http://id.example.com' }, /AOI_OIDC_ISSUER: must be an https URL/],
      [{ AOI_OIDC_CLIENT_ID: '' }, /AOI_OIDC_ISSUER and AOI_OIDC_CLIENT_ID: are of use only together/],
      [{ AOI_OIDC_ROLES: 'admins=root' }, /AOI_OIDC_ROLES: must be group=role pairs/],
      [{ AOI_OIDC_ALLOW_SIGN_UP: 'true' }, /AOI_OIDC_ALLOW_SIGN_UP: needs AOI_OIDC_ROLES/],
      [{ AOI_OIDC_SCOPES: 'profile email' }, /AOI_OIDC_SCOPES: must contain openid/],
      [{ AOI_OIDC_CLIENT_SECRET: 'a', AOI_OIDC_CLIENT_SECRET_FILE: 'b' }, /set only one of them/],
    ] as const)
      expect(() => readEnv({ ...given, ...variables })).toThrow(fault)
    expect(() => readEnv({ AOI_OIDC_REQUIRED: 'true' })).toThrow(/AOI_OIDC_REQUIRED: is of use only with/)
  })

  it('reads retention periods in days and fractions of days', () => {
    const { retention } = readEnv({
      AOI_RETAIN_NOTIFICATIONS_DAYS: '0.5',
      AOI_RETAIN_AUDIT_DAYS: '30',
      AOI_RETAIN_UNSEEN_CLIENTS_DAYS: '400',
    })
    expect(retention).toEqual({
      ...DEFAULT_RETENTION,
      ...{ notificationSeconds: 43_200, auditSeconds: 30 * 86_400, unseenClientSeconds: 400 * 86_400 },
    })
    expect(() => readEnv({ AOI_RETAIN_UNSEEN_CLIENTS_DAYS: '0' })).toThrow('AOI_RETAIN_UNSEEN_CLIENTS_DAYS')
    expect(
      readEnv({ AOI_RETAIN_NEVER_CONNECTED_CLIENTS_DAYS: '0' }).retention.neverConnectedSeconds,
    ).toBeUndefined()
    expect(() => readEnv({ AOI_RETAIN_NEVER_CONNECTED_CLIENTS_DAYS: '0.5' })).toThrow(
      'must be 0 or at least 1 day',
    )
    expect(() => readEnv({ AOI_RETAIN_REFUSALS_DAYS: '-1' })).toThrow('AOI_RETAIN_REFUSALS_DAYS')
  })

  it('reads quotas in bytes, and 0 as unlimited', () => {
    const { quotas } = readEnv({ AOI_QUOTA_TOKEN_BYTES: '1000', AOI_QUOTA_APPLICATION_BYTES: '0' })
    expect(quotas).toEqual({ ...DEFAULT_QUOTAS, token: 1000, application: undefined })
    expect(() => readEnv({ AOI_QUOTA_VAPID_KEY_BYTES: '-1' })).toThrow('AOI_QUOTA_VAPID_KEY_BYTES')
  })

  it('reads every variable that is set', () => {
    const env = readEnv({
      PORT: '0',
      HOST: '::',
      AOI_PUBLIC_URL: 'https://Push.Example:443/',
      AOI_ALLOWED_ORIGINS: 'https://a.example, https://b.example,',
      DATABASE_URL: 'postgresql://localhost/aoi',
      AOI_MAX_PAYLOAD_BYTES: '100',
      AOI_OUTBOUND_ALLOW: 'Hooks.lan, 10.0.0.0/8,[::1]',
      AOI_TRUSTED_PROXIES: '1',
    })
    expect(env).toMatchObject({
      port: 0,
      host: '::',
      publicUrl: 'https://push.example',
      allowedOrigins: ['https://a.example', 'https://b.example'],
      allowedHosts: [],
      authSecret: undefined,
      databaseUrl: 'postgresql://localhost/aoi',
      maxPayloadBytes: 100,
      outboundAllow: ['hooks.lan', '10.0.0.0/8', '[::1]'],
      trustedProxies: 1,
    })
  })

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['AOI_PUBLIC_URL', 'push.example'],
    ['AOI_PUBLIC_URL', 'ftp://push.example'],
    ['AOI_PUBLIC_URL', 'https://push.example/aoi//b'],
    ['AOI_PUBLIC_URL', 'https://push.example/api/aoi'],
    ['AOI_DASHBOARD_URL', 'https://push.example/aoi'],
    ['AOI_PUBLIC_URL', 'https://user@push.example'],
    ['AOI_PUBLIC_URL', 'https://push.example/?a=b'],
    ['DATABASE_URL', 'mysql://localhost/aoi'],
    ['AOI_ROLE', 'everything'],
    ['AOI_REGISTRATION', 'everybody'],
    ['REDIS_URL', 'localhost:6379'],
    ['REDIS_URL', 'redis://a:6379,http://b'],
    ['AOI_MAX_PAYLOAD_BYTES', '0'],
    ['AOI_MAX_PAYLOAD_BYTES', '1048577'],
    ['AOI_MIN_SEED_BYTES', '1025'],
    ['AOI_OUTBOUND_ALLOW', 'https://hooks.lan'],
    ['AOI_OUTBOUND_ALLOW', '10.0.0.0/33'],
    ['AOI_OUTBOUND_ALLOW', '10.0.1'],
    ['AOI_TRUSTED_PROXIES', '-1'],
    ['AOI_LOG_LEVEL', 'loud'],
  ])('refuses %s=%s, and names the variable', (name, value) => {
    expect(() => readEnv({ [name]: value })).toThrow(`  ${name}: `)
  })

  it('accepts one Redis or the nodes of a cluster, but only with a database that several nodes share', () => {
    const shared = {
      ...{ DATABASE_URL: 'postgresql://db/aoi', AOI_PUBLIC_URL: 'https://push.example' },
      AOI_AUTH_SECRET: 'x'.repeat(32),
    }
    expect(readEnv({ ...shared, REDIS_URL: 'redis://a' }).redisUrls).toEqual(['redis://a'])
    expect(readEnv({ ...shared, REDIS_URL: 'rediss://a:1, rediss://b:2' }).redisUrls).toHaveLength(2)
    const message = messageOf(() => readEnv({ REDIS_URL: 'redis://a' }))
    for (const name of Object.keys(shared)) {
      expect(message).toContain(`  ${name}: is required with REDIS_URL`)
      expect(() => readEnv({ ...shared, [name]: '', REDIS_URL: 'redis://a' })).toThrow(name)
    }
  })

  it('accepts a role, but only with the services that several nodes share', () => {
    const shared = {
      ...{ DATABASE_URL: 'postgresql://db/aoi', AOI_PUBLIC_URL: 'https://push.example' },
      AOI_AUTH_SECRET: 'x'.repeat(32),
    }
    for (const role of ['api', 'hub', 'dashboard'] as const)
      expect(readEnv({ ...shared, AOI_ROLE: role })).toMatchObject({ role, redisUrls: [] })
    const message = messageOf(() => readEnv({ AOI_ROLE: 'api' }))
    for (const name of Object.keys(shared))
      expect(message).toContain(`  ${name}: is required with AOI_ROLE=api`)
  })

  it('lists all faults at once, and repeats no value, because it may contain a password', () => {
    const wrong = { PORT: 'eighty', DATABASE_URL: 'mysql://aoi:hunter2@db/aoi', AOI_LOG_LEVEL: 'hunter2' }
    const message = messageOf(() => readEnv(wrong))
    for (const name of Object.keys(wrong)) expect(message).toContain(name)
    expect(message).not.toContain('hunter2')
  })
})

function messageOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof Error) return error.message
  }
  throw new Error('nothing was refused')
}

describe('disableTelemetry', () => {
  it('keeps Next from reporting to its makers', () => {
    vi.stubEnv('NEXT_TELEMETRY_DISABLED', '')
    disableTelemetry()
    expect(new Telemetry({ distDir: '/nonexistent' }).isEnabled).toBe(false)
    vi.unstubAllEnvs()
  })
})
