import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './documents.ts'
import { listFiles } from './plain-english.ts'

/** Functions and libraries that open a connection to another program. */
const CALLS = [
  /(?<![.\w])fetch\(/,
  /\bnew (?:WebSocket|EventSource)\(/,
  /import (?!type)[^;]*?(?<!type )\b(?:request|get|connect|Agent|lookup|Socket|resolve\w*)\b[^;]*? from '(?:node:)?(?:http|https|http2|net|tls|dns|dns\/promises|dgram)'/,
  /import\('(?:node:)?(?:http|https|http2|net|tls|dns|dgram)'\)/,
  /(?:from |import\()'(?:undici|axios|got|node-fetch|socket\.io-client|@redis\/client|@prisma\/adapter-pg|better-auth|better-auth\/api|@opentelemetry\/exporter-trace-otlp-http)'/,
  /from '[^']*\/with-postgresql\.ts'/,
]

/** Other places that call out: only to targets of the operator's own configuration, never of a request. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'server/operators/oidc/discovery.ts': 'the issuer of AOI_OIDC_ISSUER, with bounds of its own',
  'server/operators/oidc/provider-sign-in.ts':
    'better-auth calls the identity provider that the issuer names',
  'server/operators/operator-auth.ts': 'better-auth calls the identity provider that the issuer names',
  'server/ops/tracing/open-tracing.ts': 'the exporter sends to OTEL_EXPORTER_OTLP_ENDPOINT',
  'server/checks/public-url.ts': 'the doctor asks AOI_PUBLIC_URL',
  'server/checks/redis.ts': 'the doctor asks REDIS_URL',
  'server/checks/with-database.ts': 'the doctor asks DATABASE_URL',
  'server/bus/redis-link.ts': 'messages between nodes go over REDIS_URL',
  'server/http/serve-api.ts': '`fetch` is a parameter: the API of this process',
  'server/ops/unix-socket.ts': 'a Unix socket to listen on may be that of a running server',
  'server/bin/ask-health.mjs': 'the health command asks the admin socket of this machine',
  'server/db/backup/read-snapshot.ts': 'the database of DATABASE_URL, or the one that a command names',
  'server/db/move/move-database.ts': 'the database that the command names',
  'server/db/postgresql/postgresql-database.ts': 'the database of DATABASE_URL',
  'server/db/postgresql/with-postgresql.ts': 'the database that its callers name, which are listed here',
  'server/db/backup/restore-dump-backup.ts': 'the database of DATABASE_URL',
  'server/keeping/postgresql-copy.ts': 'the database of DATABASE_URL',
  'server/keeping/restored.ts': 'the database of DATABASE_URL',
}

const sources = listFiles(root, 'server', /\.(?:ts|mjs)$/).filter(
  (file) =>
    !/\.test\.ts$|^server\/(?:testing|db\/generated)\//.test(file) &&
    CALLS.some((call) => call.test(readFileSync(join(root, file), 'utf8'))),
)

test('only the outbound client calls servers that a request may choose', () => {
  const clients = sources.filter((file) => !(file in EXCEPTIONS))
  expect(clients).toEqual([
    'server/outbound/checked-lookup.ts',
    'server/outbound/exchange.ts',
    'server/outbound/origins.ts',
  ])
})

test('every exception still calls out', () => {
  expect(Object.keys(EXCEPTIONS).filter((file) => !sources.includes(file))).toEqual([])
})
