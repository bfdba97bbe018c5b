import { describe, expect, it } from 'vitest'
import { readEnv } from './env.ts'
import { OwnAddress } from './own-address.ts'

function open(variables: Readonly<Record<string, string>>, port: number): OwnAddress {
  const address = new OwnAddress(readEnv(variables))
  address.listensOn([port])
  return address
}

describe('the public URL', () => {
  it('is the configured URL, or else this machine at the bound port', () => {
    const configured = open({ PORT: '80', AOI_PUBLIC_URL: 'https://push.example' }, 3000)
    expect(configured.publicUrl).toBe('https://push.example')
    expect(open({ PORT: '0' }, 40_123).publicUrl).toBe('http://localhost:40123')
  })

  it('has the configured port until the server listens', () => {
    expect(new OwnAddress(readEnv({ PORT: '8080' })).publicUrl).toBe('http://localhost:8080')
  })
})

describe('the origins', () => {
  it('are the names of this machine while no public URL is set', () => {
    const { origins } = open({ AOI_ALLOWED_ORIGINS: 'https://app.example' }, 3000)
    expect([...origins].sort()).toEqual([
      'http://127.0.0.1:3000',
      'http://[::1]:3000',
      'http://localhost:3000',
    ])
  })

  it('are only the public URL once it is set', () => {
    expect([...open({ AOI_PUBLIC_URL: 'https://push.example' }, 3000).origins]).toEqual([
      'https://push.example',
    ])
  })

  it('of other apps may be AOI Clients if they are allowed, but never operators', () => {
    const address = open({ AOI_ALLOWED_ORIGINS: 'https://app.example' }, 3000)
    const may = (origin: string) => [address.isAllowedOrigin(origin), address.isOwnOrigin(origin)]
    expect(may('https://app.example')).toEqual([true, false])
    expect(may('http://localhost:3000')).toEqual([true, true])
    expect(may('https://other.example')).toEqual([false, false])
  })
})

describe('the hosts', () => {
  it('are the public name, the names of this machine, and the configured hosts', () => {
    const variables = { AOI_PUBLIC_URL: 'https://push.example', AOI_ALLOWED_HOSTS: 'intern.example:8080' }
    const address = open(variables, 3000)
    expect([...address.hosts].sort()).toEqual([
      '127.0.0.1:3000',
      '[::1]:3000',
      'intern.example:8080',
      'localhost:3000',
      'push.example',
    ])
    expect(['PUSH.example', 'evil.example', undefined].map(address.isOwnHost)).toEqual([true, false, false])
  })
})

describe('a public URL with a path', () => {
  const AOI_PUBLIC_URL = 'https://push.example/aoi'

  it('leaves the dashboard to this machine, and to the names that the operator allows', () => {
    const address = open({ AOI_PUBLIC_URL, AOI_ALLOWED_HOSTS: 'aoi.intern' }, 3000)
    expect([address.publicUrl, address.basePath]).toEqual([AOI_PUBLIC_URL, '/aoi'])
    expect(address.dashboardUrl).toBe('http://localhost:3000')
    expect(['localhost:3000', 'aoi.intern', 'push.example'].map(address.isOwnHost)).toEqual([
      true,
      true,
      false,
    ])
  })

  it('leaves it to the origin that the operator names', () => {
    const AOI_DASHBOARD_URL = 'https://admin.push.example'
    const address = open({ AOI_PUBLIC_URL, AOI_DASHBOARD_URL }, 3000)
    expect(address.dashboardUrl).toBe(AOI_DASHBOARD_URL)
    expect([...address.origins]).toEqual(['https://push.example', AOI_DASHBOARD_URL])
  })

  it('lets pages of its origin be AOI Clients, and never operators', () => {
    const address = open({ AOI_PUBLIC_URL }, 3000)
    expect(address.isAllowedOrigin('https://push.example')).toBe(true)
    expect(address.isOwnOrigin('https://push.example')).toBe(false)
  })
})
