import { createHash } from 'node:crypto'
import { Agent } from 'node:http'
import { AoiClientError } from './aoi-client-error.ts'

const UNIX = 'unix:'
const DIGITS = 12

type Address = { serverUrl: string; socketOptions?: Record<string, unknown> | undefined }

/**
 * Returns the URL of an AOI Server and the options that connect to it, in Node. `unix:/PATH` names a server on this
 * machine. Its URL has a host of its own, so that a state never shows its credential at another socket unasked, and the
 * options have the agent that connects. Every other text stays as it is. Throws `AoiClientError('400')` for a path that
 * is not absolute.
 */
export function readAddress({ serverUrl: text, socketOptions }: Address): Address {
  if (!text.startsWith(UNIX)) return { serverUrl: text, socketOptions }
  const socketPath = text.slice(UNIX.length)
  if (!socketPath.startsWith('/') || socketPath.includes('\0'))
    throw new AoiClientError('400', 'must be unix: and an absolute path, such as unix:/run/aoi/aoi.sock')
  const digits = createHash('sha256').update(socketPath).digest('hex').slice(0, DIGITS)
  const agent = new Agent({ ...{ socketPath }, keepAlive: false })
  return { serverUrl: `http://unix-${digits}.localhost`, socketOptions: { ...socketOptions, agent } }
}
