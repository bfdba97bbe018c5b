import { randomBytes } from 'node:crypto'

/** 64 characters, as many as an ntfy topic may have. */
const ADDRESS = /^aoi_in_([0-9a-f]{16})_([A-Za-z0-9_-]{40})$/
const SECRET_BYTES = 30

/** The prefix of the ids of hooks as Server Applications. Those of API keys are UUIDs. */
const SENDER_PREFIX = 'hook-'

/** The parts of a hook's address, which is `aoi_in_<id>_<secret>`; `undefined` for any other text. */
export function readHookAddress(text: string): { id: string; secret: string } | undefined {
  const [, id, secret] = ADDRESS.exec(text) ?? []
  return id === undefined || secret === undefined ? undefined : { id, secret }
}

/** 240 random bits, base64url. */
export function newHookSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

export function hookAddress(id: string, secret: string): string {
  return `aoi_in_${id}_${secret}`
}

/** The Server Application of a hook, in the log and in the lists. */
export function hookSenderId(id: string): string {
  return `${SENDER_PREFIX}${id}`
}

/** Returns the id of the hook that is this Server Application; `undefined` for any other. */
export function readHookSender(serverApplicationId: string): string | undefined {
  return serverApplicationId.startsWith(SENDER_PREFIX)
    ? serverApplicationId.slice(SENDER_PREFIX.length)
    : undefined
}
