import { headers } from 'next/headers'
import type { ErrorPlace } from '#server/core/unexpected.ts'

/** Returns where an unexpected error of a page happened: `name` is the part of the page, the id is the request's. */
export async function pagePlace(name: string): Promise<ErrorPlace & { kind: 'request' }> {
  const requestId = (await headers()).get('x-request-id') ?? 'unknown'
  return { kind: 'request', name: `page: ${name}`, requestId }
}
