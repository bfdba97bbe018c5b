import type { HookPreview } from '#protocol/dashboard/hooks.ts'
import type { Context } from '../context.ts'
import { AoiError, isAoiError } from '../errors.ts'
import { readHookMessage } from './accept-hook-request.ts'
import { SHAPES } from './shapes/shapes.ts'

type Input = {
  id: string
  /** Replaces the template of the hook. Without it, the hook is read without a template. */
  template: string | undefined
  body: string
  contentType: string | undefined
}

/**
 * Renders a request to a hook by another template, with the same engine and budget as a real request, and sends nothing.
 * Throws `notFound`, and `invalid` for a shape without templates.
 */
export async function previewHook(ctx: Context, input: Input): Promise<HookPreview> {
  const { id, template, body, contentType } = input
  const hook = await ctx.hooks.store.find(id)
  if (hook === undefined) throw new AoiError('notFound', 'id: no hook has this id')
  const shape = SHAPES[hook.shape]
  if (shape.checkTemplate === undefined)
    throw new AoiError('invalid', `template: hooks of the shape ${hook.shape} have none`)
  const { template: _saved, ...others } = hook
  const request = {
    ...{ method: 'POST', query: new URLSearchParams(), body: new TextEncoder().encode(body) },
    header: (name: string) => (name === 'content-type' ? contentType : undefined),
    receivedAt: ctx.clock.now(),
  }
  try {
    const changed = { ...others, ...(template !== undefined && { template }) }
    const read = readHookMessage(ctx, { hook: changed, shape, request })
    if (read.kind === 'nothing') return read
    const { ttlSeconds, urgency, topic } = read.notification
    const { display } = read.message
    return { kind: 'message', display, ttlSeconds, urgency, ...(topic !== undefined && { topic }) }
  } catch (error) {
    if (isAoiError(error)) return { kind: 'refused', reason: error.message }
    throw error
  }
}
