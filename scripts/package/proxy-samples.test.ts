import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { LIMITS } from '#protocol'

/** The longest silence of an answer, and of a session. */
const ANSWER_SECONDS = LIMITS.receiptWaitSeconds
const SESSION_SECONDS = LIMITS.heartbeatSeconds
/** The largest `AOI_MAX_PAYLOAD_BYTES`, with the rest of its request. */
const LARGEST_BODY = 1_048_576 + LIMITS.requestBodyBytes

/** Each time after which a sample closes a silent connection, with the silence that it must outlast. */
const TIMES = [
  { sample: 'nginx.conf', setting: /proxy_read_timeout (\d+)s/, seconds: ANSWER_SECONDS },
  { sample: 'nginx.conf', setting: /proxy_send_timeout (\d+)s/, seconds: SESSION_SECONDS },
  { sample: 'haproxy.cfg', setting: /timeout client (\d+)s/, seconds: ANSWER_SECONDS },
  { sample: 'haproxy.cfg', setting: /timeout server (\d+)s/, seconds: ANSWER_SECONDS },
  { sample: 'haproxy.cfg', setting: /timeout tunnel (\d+)m/, seconds: SESSION_SECONDS / 60 },
  { sample: 'traefik.yaml', setting: /idleTimeout: (\d+)s/, seconds: ANSWER_SECONDS },
]

test.each(TIMES)('deploy/proxies/$sample waits longer than the server is silent: $setting', (time) => {
  const [, value] = time.setting.exec(read(time.sample)) ?? []
  expect(Number(value)).toBeGreaterThan(time.seconds)
})

test('deploy/proxies/nginx.conf takes the largest body that a server may take', () => {
  const [, mebibytes] = /client_max_body_size (\d+)m;/.exec(read('nginx.conf')) ?? []
  expect(Number(mebibytes) * 1024 * 1024).toBeGreaterThanOrEqual(LARGEST_BODY)
})

test.each(['nginx.conf', 'haproxy.cfg', 'Caddyfile', 'traefik.yaml'])(
  'deploy/proxies/%s tells to trust one proxy',
  (sample) => {
    expect(read(sample)).toContain('AOI_TRUSTED_PROXIES=1')
  },
)

const text = z.string().min(1)
const duration = z.string().regex(/^\d+(?:ms|s)$/)
const staticFile = z.strictObject({
  entryPoints: z.record(
    text,
    z.strictObject({
      address: z.string().regex(/^:\d+$/),
      forwardedHeaders: z.strictObject({ insecure: z.literal(false) }),
      transport: z.strictObject({
        respondingTimeouts: z.strictObject({
          readTimeout: duration,
          // Any other value would cut long polls and streams.
          writeTimeout: z.literal('0s'),
          idleTimeout: duration,
        }),
      }),
    }),
  ),
  providers: z.strictObject({ file: z.strictObject({ filename: text }) }),
})
const nodesFile = z.strictObject({
  http: z.strictObject({
    routers: z.record(
      text,
      z.strictObject({
        entryPoints: z.array(text),
        rule: z.string().regex(/^Host\(`[\w.]+`\)(?: && PathPrefix\(`\/[\w/]+`\))?$/),
        middlewares: z.array(text),
        service: text,
        tls: z.strictObject({}),
      }),
    ),
    middlewares: z.record(
      text,
      z.strictObject({ retry: z.strictObject({ attempts: z.int().min(2), initialInterval: duration }) }),
    ),
    services: z.record(
      text,
      z.strictObject({
        loadBalancer: z.strictObject({
          servers: z.array(z.strictObject({ url: z.url() })).length(3),
          healthCheck: z.strictObject({
            path: z.literal('/api/ready'),
            interval: duration,
            timeout: duration,
          }),
          sticky: z
            .strictObject({
              cookie: z.strictObject({ name: text, secure: z.literal(true), httpOnly: z.literal(true) }),
            })
            .optional(),
        }),
      }),
    ),
  }),
  tls: z.strictObject({ certificates: z.array(z.strictObject({ certFile: text, keyFile: text })) }),
})

describe('the sample for Traefik, which is not run', () => {
  const main = staticFile.parse(parse(read('traefik.yaml')))
  const { http } = nodesFile.parse(parse(read('traefik-nodes.yaml')))

  it('names only entry points, middlewares and services that it has', () => {
    for (const { entryPoints, middlewares, service } of Object.values(http.routers)) {
      expect(entryPoints.filter((name) => main.entryPoints[name] === undefined)).toEqual([])
      expect(middlewares.filter((name) => http.middlewares[name] === undefined)).toEqual([])
      expect(Object.keys(http.services)).toContain(service)
    }
    expect(main.providers.file.filename).toMatch(/\/traefik-nodes\.yaml$/)
  })

  it('keeps the requests of one dashboard at one node, as the sample for HAProxy does', () => {
    const [, path] = /path_beg (\S+) \}/.exec(read('haproxy.cfg')) ?? []
    const router = Object.values(http.routers).find(({ rule }) => rule.includes(`PathPrefix(\`${path}\`)`))
    expect(http.services[router?.service ?? '']?.loadBalancer.sticky).toBeDefined()
  })

  it('has the nodes of the sample for HAProxy', () => {
    const nodes = [...read('haproxy.cfg').matchAll(/^ *server \w+ (\S+)$/gm)].map(([, address]) => address)
    for (const { loadBalancer } of Object.values(http.services))
      expect(loadBalancer.servers.map(({ url }) => new URL(url).host)).toEqual([...new Set(nodes)])
  })
})

function read(name: string): string {
  return readFileSync(new URL(`../../deploy/proxies/${name}`, import.meta.url), 'utf8')
}
