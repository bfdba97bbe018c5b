import { createHmac, randomUUID } from 'node:crypto'
import type { HookShape } from '#protocol/hook-shapes.ts'
import type { HookRequest } from '../shape.ts'
import { sampleBody } from './sample-bodies.ts'

type Parts = { receivedAt: number; signingSecret: string | undefined }

/** Returns a request as a stock sender of the shape makes it, signed if the hook demands that. */
export function sampleRequest(shape: HookShape, { receivedAt, signingSecret }: Parts): HookRequest {
  const at = new Date(receivedAt).toISOString()
  const { type, body: content, headers = {} } = sampleBody(shape, { id: randomUUID(), at })
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  const signature =
    signingSecret === undefined ? {} : signed(createHmac('sha256', signingSecret).update(text).digest('hex'))
  const named: Record<string, string> = { 'content-type': type, ...headers, ...signature }
  return {
    ...{ method: 'POST', query: new URLSearchParams(), body: new TextEncoder().encode(text), receivedAt },
    ...(shape === 'ntfy' && { topic: 'test' }),
    header: (name) => named[name],
  }
}

function signed(hex: string): Record<string, string> {
  return { 'x-hub-signature-256': `sha256=${hex}`, 'x-grafana-alerting-signature': hex }
}
