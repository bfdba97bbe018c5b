import { argon2idNode } from './argon2id-node.ts'
import { callHttpInNode } from './http/http-call-node.ts'
import type { Platform } from './platform.ts'

/** Node has no event for a network that is back: the AOI Client retries by its back-off alone. */
export const platformNode: Platform = {
  argon2id: argon2idNode,
  callHttp: callHttpInNode,
  onWake: () => () => undefined,
}
