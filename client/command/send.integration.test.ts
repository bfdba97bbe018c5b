import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { runAoi, startAoi } from './testing/run-aoi.ts'

const TOKEN = `g1${'A'.repeat(43)}`
const ID = '0197a5b2-0000-7000-8000-000000000001'
const ACCEPTED = {
  messageType: 'notificationRes',
  code: '200',
  desc: 'OK',
  notificationId: ID,
  seq: 7,
  recipients: 3,
}

type Answer =
  | { status: number; body?: object | string; headers?: Record<string, string> }
  | 'broken'
  | 'never'
type ReceivedRequest = {
  headers: IncomingHttpHeaders
  text: string
  body: { payload?: unknown }
  path: string | undefined
}

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** An AOI-3 endpoint that returns these answers in turn, and records the requests. */
async function startDoor(answers: Answer[]): Promise<{ url: string; asked: ReceivedRequest[] }> {
  const asked: ReceivedRequest[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    asked.push({
      headers: request.headers,
      text,
      body: text === '' ? {} : JSON.parse(text),
      path: request.url,
    })
    const answer = answers.shift() ?? { status: 500 }
    if (answer === 'never') return
    if (answer === 'broken') {
      request.socket.destroy()
      return
    }
    const { status, body = '', headers = {} } = answer
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

function sendLine(url: string, ...rest: string[]): string[] {
  return ['send', '--server', url, '--key', 'aoi_sk_1_secret', ...rest]
}

function refusal(code: string, headers: Record<string, string> = {}): Answer {
  return {
    status: Number(code),
    headers,
    body: { messageType: 'notificationRes', code, desc: `because of ${code}` },
  }
}

it('sends JSON as JSON, other text as a JSON string, and - as standard input', async () => {
  const accepted = { status: 201, body: ACCEPTED }
  const { url, asked } = await startDoor([accepted, accepted, accepted, accepted])
  await runAoi(sendLine(url, TOKEN, '{"text":"hello"}'))
  await runAoi(sendLine(url, TOKEN, 'hello you'))
  await runAoi(sendLine(url, TOKEN, '-'), { stdin: '[1,2]' })
  await runAoi(sendLine(url, TOKEN, '-'), { stdin: 'from a pipe\n' })
  expect(asked.map(({ body }) => body.payload)).toEqual([
    { text: 'hello' },
    'hello you',
    [1, 2],
    'from a pipe',
  ])
})

it('sends a notification for a person by its options', async () => {
  const { url, asked } = await startDoor([{ status: 201, body: ACCEPTED }])
  const options = ['--title', 'Backup', '--body', 'done', '--navigate', 'https://a.example/1', '--tag', 'b']
  expect(await runAoi(sendLine(url, ...options, TOKEN))).toMatchObject({ exitCode: 0 })
  expect(asked[0]?.body.payload).toEqual({
    web_push: 8030,
    notification: { title: 'Backup', body: 'done', navigate: 'https://a.example/1', tag: 'b' },
  })
})

it.each([
  [[TOKEN], 'PAYLOAD: is required, or --title'],
  [['--title', 'x', TOKEN, 'text'], 'PAYLOAD: cannot be combined with --title'],
  [['--at', 'tomorrow', TOKEN, 'x'], '--at: must be a time of RFC 3339'],
  [['--at', '2026-12-24T18:00:00Z', '--until', 'all', TOKEN, 'x'], '--until: cannot be combined with --at'],
  [['--body', 'x', TOKEN], '--title: is required with --body'],
  [
    ['--title', 'x', '--navigate', 'javascript:1', TOKEN],
    '--navigate: must be an absolute http or https URL',
  ],
])('refuses %j with the option and the expected value', async (words, message) => {
  const { url, asked } = await startDoor([])
  const refused = await runAoi(sendLine(url, ...words))
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) })
  expect(asked).toEqual([])
})

it('sends every option, the key as a bearer token, and an invented Idempotency-Key', async () => {
  const { url, asked } = await startDoor([{ status: 201, body: ACCEPTED }])
  const options = ['--ttl', '60', '--topic', 'score', '--urgency', 'high']
  const { exitCode, stdout, stderr } = await runAoi(sendLine(url, ...options, '--json', TOKEN, '1'))
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({
    notificationId: ID,
    seq: 7,
    recipients: 3,
    clientAppToken: TOKEN,
  })
  expect(asked[0]?.path).toBe('/api/v1/notifications')
  expect(asked[0]?.body).toEqual({
    messageType: 'notificationReq',
    clientAppToken: TOKEN,
    payload: 1,
    ttl: 60,
    topic: 'score',
    urgency: 'high',
  })
  expect(asked[0]?.headers.authorization).toBe('Bearer aoi_sk_1_secret')
  expect(asked[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
})

it('schedules with --at, and says for when', async () => {
  const deliverAt = '2026-12-24T17:00:00.000Z'
  const scheduled = { messageType: 'notificationRes', code: '200', desc: 'OK', notificationId: ID, deliverAt }
  const { url, asked } = await startDoor([
    { status: 201, body: scheduled },
    { status: 201, body: ACCEPTED },
  ])
  const at = ['--at', '2026-12-24T18:00:00+01:00']
  const sent = await runAoi(sendLine(url, ...at, TOKEN, 'presents'))
  expect(sent).toMatchObject({ exitCode: 0, stdout: `scheduled ${ID} for ${deliverAt}\n` })
  expect(asked[0]?.body).toMatchObject({ deliverAt: at[1], payload: 'presents' })
  expect((await runAoi(sendLine(url, ...at, TOKEN, 'x'))).stdout).toContain('as #7')
})

it('retries with the same Idempotency-Key while the server is busy', async () => {
  const busy = { 'retry-after': '0' }
  const { url, asked } = await startDoor([
    refusal('503', busy),
    refusal('429', busy),
    refusal('409', busy),
    { status: 201, body: ACCEPTED },
  ])
  const { exitCode, stdout, stderr } = await runAoi(sendLine(url, TOKEN, '1'))
  expect(exitCode).toBe(0)
  expect(stdout).toBe(`accepted ${ID} as #7 for 3 recipients\n`)
  expect(stderr).toContain('503: because of 503; trying again in 0 s')
  expect(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  expect(asked).toHaveLength(4)
})

it('retries with the same Idempotency-Key when the connection breaks', async () => {
  const { url, asked } = await startDoor(['broken', { status: 201, body: ACCEPTED }])
  const { exitCode } = await runAoi(sendLine(url, '--idempotency-key', 'mine', TOKEN, '1'))
  expect(exitCode).toBe(0)
  expect(asked.map(({ headers }) => headers['idempotency-key'])).toEqual(['mine', 'mine'])
})

it('gives up with exit code 3 when the server stays busy, or requests too long a wait', async () => {
  const stays = await startDoor(Array.from({ length: 9 }, () => refusal('503', { 'retry-after': '0' })))
  expect((await runAoi(sendLine(stays.url, TOKEN, '1'))).exitCode).toBe(3)
  expect(stays.asked).toHaveLength(5)
  const later = await startDoor([refusal('503', { 'retry-after': '3600' })])
  expect((await runAoi(sendLine(later.url, TOKEN, '1'))).exitCode).toBe(3)
  expect(later.asked).toHaveLength(1)
})

it.each(['400', '401', '403', '404', '413', '422'])(
  'exits at once with code 4 and the reason on %s',
  async (code) => {
    const { url, asked } = await startDoor([refusal(code)])
    const { exitCode, stdout, stderr } = await runAoi(sendLine(url, '--json', TOKEN, '1'))
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' })
    expect(JSON.parse(stderr)).toEqual({
      error: { kind: 'refused', message: `${code}: because of ${code}`, code },
    })
    expect(asked).toHaveLength(1)
  },
)

it('reports an answer that is not from an AOI Server', async () => {
  const { url } = await startDoor([{ status: 200, body: '<html>hello</html>' }])
  const { exitCode, stderr } = await runAoi(sendLine(url, TOKEN, '1'))
  expect(exitCode).toBe(4)
  expect(stderr).toMatch(/is not an AOI Server: check its URL/)
})

it('never prints the key', async () => {
  const { url } = await startDoor([refusal('401')])
  const { stdout, stderr } = await runAoi(sendLine(url, TOKEN, '1'))
  expect(stdout + stderr).not.toContain('secret')
})

it('reports on SIGTERM that the outcome is unknown, and how to find it out', async () => {
  const { url, asked } = await startDoor(['never'])
  const run = startAoi(sendLine(url, '--idempotency-key', 'mine', TOKEN, '1'))
  await expect.poll(() => asked.length).toBe(1)
  run.stop()
  expect(await run.ended).toBe(1)
  expect(run.stderr).toMatch(/may have been accepted: repeat with the Idempotency-Key mine/)
})

it.each([500, 502, 503, 504, 429])(
  'retries when a proxy answers %i, under the same Idempotency-Key, and then exits with code 3',
  async (status) => {
    const bad = { status, body: '<h1>Bad Gateway</h1>', headers: { 'retry-after': '0' } }
    const once = await startDoor([bad, { status: 201, body: ACCEPTED }])
    expect((await runAoi(sendLine(once.url, TOKEN, '1'))).exitCode).toBe(0)
    expect(new Set(once.asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    const always = await startDoor(Array.from({ length: 9 }, () => bad))
    const { exitCode, stderr } = await runAoi(sendLine(always.url, TOKEN, '1'))
    expect(exitCode).toBe(3)
    expect(stderr).toContain(`answered ${status}`)
    expect(always.asked).toHaveLength(5)
  },
)

it('sends JSON as it is written, digit by digit, without white space between its tokens', async () => {
  const accepted = { status: 201, body: ACCEPTED }
  const { url, asked } = await startDoor([accepted, accepted])
  await runAoi(sendLine(url, TOKEN, '{ "id" : 12345678901234567890, "e": 1.0E+2 }'))
  await runAoi(sendLine(url, TOKEN, '-'), { stdin: '{"id":12345678901234567890}\n' })
  expect(asked.map(({ text }) => text.slice(text.indexOf('"payload"')))).toEqual([
    '"payload":{"id":12345678901234567890,"e":1.0E+2}}',
    '"payload":{"id":12345678901234567890}}',
  ])
})

it('refuses standard input and arguments that are not UTF-8', async () => {
  const { url, asked } = await startDoor([])
  const latin1 = await runAoi(sendLine(url, TOKEN, '-'), { stdin: Buffer.from('caf\xe9', 'latin1') })
  expect(latin1).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('standard input: must be UTF-8'),
  })
  const word = await runAoi(sendLine(url, TOKEN, 'caf\ufffd'))
  expect(word).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('must be UTF-8') })
  expect(asked).toEqual([])
})

it('prints control characters of an answer as escapes', async () => {
  const desc = 'no \u001b[2J\u0007 \u202egnp\u009b31m\nmore'
  const refused = { status: 403, body: { messageType: 'notificationRes', code: '403', desc } }
  const { url } = await startDoor([refused, refused])
  const text = await runAoi(sendLine(url, TOKEN, '1'))
  expect(text.stderr).toBe('aoi: 403: no \\u001b[2J\\u0007 \\u202egnp\\u009b31m\\u000amore\n')
  const json = await runAoi(sendLine(url, '--json', TOKEN, '1'))
  expect(json.stderr.trimEnd()).not.toMatch(/[\p{Cc}\u202e]/u)
  expect(JSON.parse(json.stderr).error.message).toBe(`403: ${desc}`)
})

/** The outcome of the notification, as `GET` returns it and `POST` with `until`. */
function outcome(acked: number, pending = 3 - acked): object {
  const times = { acceptedAt: '2026-11-01T00:00:00.000Z', expiresAt: '2026-11-02T00:00:00.000Z' }
  const expiredBy = { ttl: 0, cancelled: 0, replaced: 0, revoked: 0 }
  const counts = { recipients: 3, acked, pending, expired: 3 - acked - pending, expiredBy }
  return { ...ACCEPTED, id: ID, status: 'live', clientAppToken: TOKEN, ...times, ...counts }
}

it('waits with --until in the same request, and says how many acknowledged', async () => {
  const { url, asked } = await startDoor([{ status: 201, body: outcome(1) }])
  const sent = await runAoi(sendLine(url, '--until', 'first', '--wait', '20', TOKEN, '1'))
  expect(sent).toMatchObject({
    exitCode: 0,
    stdout: `accepted ${ID} as #7 for 3 recipients, acknowledged by 1\n`,
  })
  expect(asked[0]?.path).toBe('/api/v1/notifications?until=first')
  expect(asked[0]?.headers.prefer).toBe('wait=20')
})

it('waits on by GET after an early answer, and exits with code 5 when too few acknowledged', async () => {
  const { url, asked } = await startDoor([
    { status: 201, body: ACCEPTED },
    { status: 503 },
    { status: 200, body: outcome(1) },
    { status: 200, body: outcome(1, 0) },
  ])
  const sent = await runAoi(sendLine(url, '--json', '--until', '2', '--wait', '60', TOKEN, '1'))
  expect(sent.exitCode).toBe(5)
  expect(JSON.parse(sent.stdout)).toMatchObject({ notificationId: ID, acked: 1, pending: 0, expired: 2 })
  expect(JSON.parse(sent.stderr).error).toMatchObject({
    kind: 'notAcknowledged',
    message: 'the notification is accepted; 1 acknowledged it, 0 may still, 2 will not',
  })
  const [post, ...gets] = asked
  expect(post?.headers.prefer).toBe('wait=55')
  expect(new Set(gets.map(({ path }) => path))).toEqual(new Set([`/api/v1/notifications/${ID}?until=2`]))
  expect(gets).toHaveLength(3)
})

it.each([
  [['--until', 'some'], '--until: must be first, all or a number of members from 1'],
  [['--until', 'all', '--wait', '0'], '--wait: must be a whole number from 1 to 86400'],
  [['--wait', '5'], '--until: is required with --wait'],
])('refuses %j with the option and the expected value, and sends nothing', async (words, message) => {
  const { url, asked } = await startDoor([])
  const refused = await runAoi(sendLine(url, ...words, TOKEN, '1'))
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) })
  expect(asked).toEqual([])
})
