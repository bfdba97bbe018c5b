import { request } from 'node:http'
import { join, relative, resolve } from 'node:path'
import type { AdminAnswer, AdminCall, AdminRequest } from '../../../protocol/admin.ts'
import {
  ADMIN_CALLS,
  ADMIN_PATH,
  ADMIN_SOCKET_NAME,
  ADMIN_SOCKET_PATH_BYTES,
  adminErrorSchema,
} from '../../../protocol/admin.ts'
import { codeOf } from '../../../protocol/code-of.ts'
import { CommandFailure } from '../command-failure.ts'
import type { Invocation } from '../define.ts'

/** Where the admin commands find the server: the socket in its data directory. */
export const DATA_DIR_ARGUMENT = {
  'data-dir': {
    type: 'string',
    valueHint: 'DIR',
    description: 'Data directory of the running server (default: AOI_DATA_DIR, or ./data)',
  },
} as const

type DataDirectoryArguments = { 'data-dir'?: string | undefined }

/** The data directory that the arguments or the environment name. */
export function findDataDirectory(args: DataDirectoryArguments, { terminal }: Invocation): string {
  return args['data-dir'] ?? terminal.env.AOI_DATA_DIR ?? './data'
}

/** Asks the running server through its admin socket. Rejects with `CommandFailure`. */
export async function callAdmin<Call extends AdminCall>(
  dataDirectory: string,
  input: { call: Call; request: AdminRequest<Call> },
): Promise<AdminAnswer<Call>> {
  const { status, body } = await post(dataDirectory, input)
  const json = parseJson(body)
  if (status === 200) {
    const answer = ADMIN_CALLS[input.call].answer.safeParse(json)
    if (answer.success) return answer.data as AdminAnswer<Call>
  }
  const refused = adminErrorSchema.safeParse(json)
  if (!refused.success) {
    throw new CommandFailure(
      'failed',
      `the answer of the server is not known to this command: use the same version of both`,
    )
  }
  const { code, desc } = refused.data
  throw new CommandFailure(code === '503' ? 'unreachable' : 'refused', desc, code)
}

function post(
  dataDirectory: string,
  input: { call: string; request: object },
): Promise<{ status: number; body: string }> {
  const body = JSON.stringify(input.request)
  return new Promise((answered, failed) => {
    const call = request(
      {
        socketPath: socketPath(dataDirectory),
        path: `${ADMIN_PATH}${input.call}`,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        timeout: 30_000,
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', (error) => failed(explain(error, dataDirectory)))
        response.on('end', () =>
          answered({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        )
      },
    )
    call.on('timeout', () => call.destroy(new Error('no answer within 30 s')))
    call.on('error', (error) => failed(explain(error, dataDirectory)))
    call.end(body)
  })
}

/** Returns the shorter of the absolute and the relative path: the path of a Unix socket is limited. */
function socketPath(dataDirectory: string): string {
  const absolute = resolve(dataDirectory, ADMIN_SOCKET_NAME)
  const near = join('.', relative('.', absolute))
  const path = Buffer.byteLength(near) < Buffer.byteLength(absolute) ? near : absolute
  if (Buffer.byteLength(path) <= ADMIN_SOCKET_PATH_BYTES) return path
  throw new CommandFailure(
    'usage',
    `--data-dir: the path of its socket is longer than ${ADMIN_SOCKET_PATH_BYTES} bytes; run the command in a directory that makes the path shorter`,
  )
}

function explain(error: Error, dataDirectory: string): CommandFailure {
  const code = codeOf(error)
  const directory = resolve(dataDirectory)
  if (code === 'ENOENT' || code === 'ECONNREFUSED') {
    return new CommandFailure(
      'unreachable',
      `no AOI Server is running on the data directory ${directory}: start it (\`npm start\`), or name its directory with --data-dir or AOI_DATA_DIR`,
    )
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new CommandFailure(
      'refused',
      `no permission for the data directory ${directory}: run the command as the user of the AOI Server`,
    )
  }
  return new CommandFailure('unreachable', `the AOI Server on ${directory} did not answer: ${error.message}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
