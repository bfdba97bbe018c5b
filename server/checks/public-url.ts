import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { z } from 'zod'
import { parseJson } from '#server/core/parse-json.ts'
import type { Finding, Installation } from './check.ts'
import { findSkew } from './clock-skew.ts'
import { findServerId } from './find-server-id.ts'

const ANSWER_MILLISECONDS = 5000
/** An answer of a server is shorter. */
const ANSWER_BYTES = 65_536
const CERTIFICATE_DAYS = 14
const DAY_MILLISECONDS = 86_400_000
/** `Date` of HTTP has whole seconds, and proxies may answer from a cache. */
const SKEW_MILLISECONDS = 5000

const readySchema = z.object({ serverId: z.string() })

/** Finds a public URL that leads elsewhere or nowhere, a clock that differs, and a certificate that ends. */
export async function findPublicUrlFaults(installation: Installation): Promise<Finding[]> {
  const { env, clock } = installation
  if (env.publicUrl === undefined) return []
  const [serverId, answer, ends] = await Promise.all([
    installation.serverId ?? findServerId(env),
    ask(env.publicUrl),
    findCertificateEnd(env.publicUrl),
  ])
  const isOther = serverId !== undefined && answer.serverId !== undefined && answer.serverId !== serverId
  return [
    ...(answer.serverId === undefined
      ? [{ code: 'publicUrlAway' as const, detail: `${env.publicUrl}: ${answer.reason}` }]
      : []),
    ...(isOther ? [{ code: 'publicUrlOther' as const, detail: env.publicUrl }] : []),
    ...findSkew({
      other: answer.date,
      now: clock.now(),
      milliseconds: SKEW_MILLISECONDS,
      name: env.publicUrl,
    }),
    ...(ends !== undefined && ends < clock.now() + CERTIFICATE_DAYS * DAY_MILLISECONDS
      ? [{ code: 'certificateEnds' as const, detail: new Date(ends).toISOString() }]
      : []),
  ]
}

type Answer = { serverId?: string; date?: number; reason?: string }

async function ask(publicUrl: string): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MILLISECONDS)
    const response = await fetch(`${publicUrl}/api/ready`, { signal, redirect: 'manual' })
    const date = Date.parse(response.headers.get('date') ?? '')
    const when = Number.isNaN(date) ? {} : { date }
    const text = await readText(response)
    const ready = readySchema.safeParse(parseJson(text))
    if (ready.success) return { serverId: ready.data.serverId, ...when }
    return { reason: `HTTP ${response.status}, not from an AOI Server`, ...when }
  } catch (error) {
    return { reason: describe(error) }
  }
}

/** Reads as much as a server answers; the rest of a longer body is left. */
async function readText(response: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    if (text.length > ANSWER_BYTES) return ''
  }
  return text
}

/** Returns when the certificate of an `https` origin ends (Unix ms). */
function findCertificateEnd(publicUrl: string): Promise<number | undefined> {
  const { protocol, hostname, port } = new URL(publicUrl)
  if (protocol !== 'https:') return Promise.resolve(undefined)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return new Promise((resolve) => {
    // Only its end is read, and nothing is sent: an untrusted certificate makes the request above fail.
    const socket = connect({
      ...{ host, port: Number(port || 443), rejectUnauthorized: false },
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...{ timeout: ANSWER_MILLISECONDS },
    })
    const end = (at?: number) => {
      socket.destroy()
      resolve(at)
    }
    socket.once('secureConnect', () => end(Date.parse(socket.getPeerCertificate().valid_to) || undefined))
    socket.once('timeout', () => end())
    socket.once('error', () => end())
  })
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
}
