import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { checkTemplate } from './check-template.ts'

/**
 * Sets the template of a hook, or removes it with `undefined`. Throws `notFound` if no valid hook has that id, `invalid`
 * for a false template.
 */
export async function changeHookTemplate(
  ctx: Context,
  { actor, id, template }: { actor: string; id: string; template: string | undefined },
): Promise<void> {
  const hook = await ctx.hooks.store.find(id)
  if (hook === undefined) throw new AoiError('notFound', 'id: no valid hook has this id')
  if (template !== undefined) checkTemplate(hook.shape, template)
  if (!(await ctx.hooks.store.changeTemplate({ id, template })))
    throw new AoiError('notFound', 'id: no valid hook has this id')
  ctx.hooks.keys.forget(hook)
  const detail = template === undefined ? 'removed' : `${template.length} characters`
  await ctx.store.recordAudit({
    ...{ actor, action: 'hook.template', subject: id, detail, at: ctx.clock.now() },
  })
}
