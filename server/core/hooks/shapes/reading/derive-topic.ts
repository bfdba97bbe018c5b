import { hash } from 'node:crypto'
import { LIMITS } from '#protocol'

const TOPIC = /^[A-Za-z0-9_-]{1,32}$/

/** Returns a topic for the sender's own name: the name where it is a valid topic, else the beginning of its SHA-256. */
export function deriveTopic(name: string): string {
  return TOPIC.test(name) ? name : hash('sha256', name, 'base64url').slice(0, LIMITS.topicBytes)
}

/** Returns an idempotency key of 43 characters for the parts of the sender's own id. */
export function deriveIdempotencyKey(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url')
}
