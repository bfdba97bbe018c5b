import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { LIMITS } from '#protocol'
import { readEnv, VARIABLES } from '#server/env.ts'
import { readContainerfile } from './containerfile.ts'

/** Variables of the Compose files that are not the server's: the image, and secrets of other services. */
const OTHER_VARIABLES = ['CERTIFICATE', 'IMAGE', 'POSTGRES_PASSWORD']
const SECRET = /PASSWORD|SECRET|TOKEN/
const VARIABLE = /\$\{(\w+)(?::([-?])([^}]*))?\}/g
/** A value for each required variable, in its form. */
const VALUES = new Map([
  ['AOI_PUBLIC_URL', 'https://aoi.example.com'],
  ['AOI_AUTH_SECRET', 'a'.repeat(64)],
  ['CERTIFICATE', './aoi.pem'],
  ['POSTGRES_PASSWORD', 'b'.repeat(64)],
])

const text = z.string().min(1)
const duration = z.string().regex(/^\d+s$/)
const command = z.array(z.string())
const service = z.strictObject({
  image: text,
  restart: z.literal('always'),
  depends_on: z
    .union([
      z.array(text),
      z.record(text, z.strictObject({ condition: z.enum(['service_started', 'service_healthy']) })),
    ])
    .optional(),
  env_file: z.array(z.strictObject({ path: text, required: z.boolean() })).optional(),
  environment: z.record(text, z.string()).optional(),
  command: command.optional(),
  ports: z.array(z.string().regex(/^(?:127\.0\.0\.1:)?\d+:\d+$/)).optional(),
  volumes: z.array(z.string().regex(/^[^:]+:\/[^:]+(?::ro)?$/)).optional(),
  networks: z.union([z.array(text), z.record(text, z.strictObject({ ipv4_address: z.ipv4() }))]).optional(),
  healthcheck: z
    .strictObject({ test: command, interval: duration, timeout: duration, retries: z.int() })
    .optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(text).optional(),
  cap_drop: z.array(text).optional(),
  security_opt: z.array(text).optional(),
  stop_grace_period: duration.optional(),
})
const composeFile = z.strictObject({
  name: text,
  'x-node': z.unknown().optional(),
  services: z.record(text, service),
  networks: z
    .record(
      text,
      z.strictObject({ ipam: z.strictObject({ config: z.array(z.strictObject({ subnet: z.cidrv4() })) }) }),
    )
    .optional(),
  volumes: z.record(text, z.null()).optional(),
})

describe.each(['compose.yaml', 'compose.nodes.yaml'])('deploy/%s', (name) => {
  const source = readDeployed(name)
  const file = composeFile.parse(parse(fillIn(source), { merge: true }))
  const services = Object.values(file.services)
  const servers = services.filter(({ image }) => image === 'aoi-server')

  it('names only volumes, networks and services that it has', () => {
    const volumes = services.flatMap((each) => each.volumes ?? []).map((volume) => volume.split(':')[0] ?? '')
    expect(volumes.filter((each) => !/[./]/.test(each)).sort()).toEqual(
      Object.keys(file.volumes ?? {}).sort(),
    )
    const networks = new Set(services.flatMap((each) => listNames(each.networks)))
    expect([...networks]).toEqual(Object.keys(file.networks ?? {}))
    const needed = services.flatMap((each) => listNames(each.depends_on))
    expect(needed.filter((each) => file.services[each] === undefined)).toEqual([])
  })

  it('waits only for services with a health check to become healthy', () => {
    const awaited = services.flatMap(({ depends_on: needed = [] }) =>
      Array.isArray(needed)
        ? []
        : Object.entries(needed).flatMap(([each, { condition }]) =>
            condition === 'service_healthy' ? [each] : [],
          ),
    )
    expect(awaited.filter((each) => file.services[each]?.healthcheck === undefined)).toEqual([])
  })

  it('uses only variables that the server knows, and a few others', () => {
    const used = [...source.matchAll(VARIABLE)].map(([, variable = '']) => variable)
    expect(used.filter((each) => !VARIABLES.includes(each) && !OTHER_VARIABLES.includes(each))).toEqual([])
  })

  it('explains each variable that it requires', () => {
    const required = [...source.matchAll(VARIABLE)].flatMap(([, variable = '', kind]) =>
      kind === '?' ? [variable] : [],
    )
    const explained = [...source.matchAll(/^# {3}([A-Z_]+) {2,}/gm)].map(([, variable]) => variable)
    expect([...new Set(required)].sort()).toEqual(explained.sort())
  })

  it('contains no secret: each must be given', () => {
    const secrets = [...source.matchAll(/^ *(\w+): (.+)$/gm)].filter(([, key = '']) => SECRET.test(key))
    expect(secrets.filter(([, , value = '']) => !/^\$\{\w+:\?/.test(value))).toEqual([])
    expect(source).not.toMatch(/:\/\/[^$\s]*:[^$\s@]+@/)
  })

  it('gives the server an environment that it accepts', () => {
    const { environment: ofImage } = readContainerfile()
    expect(servers.length).toBeGreaterThan(0)
    for (const { environment = {} } of servers) {
      expect(Object.keys(environment).filter((each) => !VARIABLES.includes(each))).toEqual([])
      expect(() => readEnv({ ...ofImage, ...environment })).not.toThrow()
    }
  })

  it('runs the server without rights, on a root file system that is read-only', () => {
    const { environment, volumes } = readContainerfile()
    expect(volumes).toEqual([environment.AOI_DATA_DIR])
    for (const server of servers) {
      expect(server).toMatchObject({ read_only: true, cap_drop: ['ALL'], tmpfs: ['/tmp'] })
      expect(server.security_opt).toContain('no-new-privileges:true')
      expect(server.volumes?.map((each) => each.split(':')[1])).toEqual(volumes)
    }
  })

  it('gives the server the time that it needs to drain', () => {
    for (const { stop_grace_period: seconds = '' } of servers)
      expect(Number.parseInt(seconds, 10)).toBeGreaterThan(LIMITS.drainSeconds)
  })

  it('publishes the port on which the server or its proxy listens', () => {
    const published = services.flatMap((each) => each.ports ?? []).map((each) => each.split(':').at(-1))
    const bound = [...readDeployed('proxies/haproxy.cfg').matchAll(/^ *bind :(\d+)/gm)].map(
      ([, port]) => port,
    )
    const isAlone = servers.length === 1
    expect(published).toEqual(isAlone ? [readContainerfile().environment.PORT] : bound)
  })
})

describe('deploy/compose.nodes.yaml', () => {
  const file = composeFile.parse(parse(fillIn(readDeployed('compose.nodes.yaml')), { merge: true }))

  it('gives each node the address that proxies/haproxy.cfg has for it', () => {
    const servers = readDeployed('proxies/haproxy.cfg').matchAll(/^ *server (\w+) (\S+):(\d+)$/gm)
    const addressed = [...servers].map(([, node = '', address, port]) => ({ node, address, port }))
    expect(new Set(addressed.map(({ node }) => node)).size).toBe(3)
    for (const { node, address, port } of addressed) {
      expect(file.services[node]?.networks).toEqual({ nodes: { ipv4_address: address } })
      expect(port).toBe(readContainerfile().environment.PORT)
    }
  })

  it('gives each node a data directory of its own', () => {
    const volumes = ['node0', 'node1', 'node2'].flatMap((node) => file.services[node]?.volumes ?? [])
    expect(new Set(volumes).size).toBe(3)
  })
})

function readDeployed(name: string): string {
  return readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8')
}

/** Returns the text with a value for each variable, as Compose interpolates it. */
function fillIn(source: string): string {
  return source.replaceAll(VARIABLE, (_, name: string, kind: string, word: string) => {
    const value = kind === '-' ? word : VALUES.get(name)
    if (value === undefined) throw new Error(`the test has no value for ${name}`)
    return value
  })
}

/** Lists the names of a list, or the keys of an object. */
function listNames(named: readonly string[] | Readonly<Record<string, unknown>> = []): string[] {
  return Array.isArray(named) ? named : Object.keys(named)
}
