import { randomUUID } from 'node:crypto'
import { LIMITS } from '#protocol'
import type { TemplateMessage, TemplateRow } from '#protocol/dashboard/compose.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { toInstant } from '../instants.ts'

/** Returns every template, by name. */
export async function listTemplates(ctx: Context): Promise<TemplateRow[]> {
  const templates = await ctx.composeStore.listTemplates()
  return templates.map((template) => ({ ...template, savedAt: toInstant(template.savedAt) }))
}

type Saving = { actor: string; name: string; message: TemplateMessage }

/** Saves a message under a name, in place of an earlier one. Throws `tooMany`. */
export async function saveTemplate(ctx: Context, { actor, name, message }: Saving): Promise<void> {
  const at = ctx.clock.now()
  const template = { id: randomUUID(), name, message, savedBy: actor, savedAt: at }
  if (!(await ctx.composeStore.saveTemplate(template)))
    throw new AoiError('tooMany', `at most ${LIMITS.composeTemplates} templates are kept: remove one first`)
  await ctx.store.recordAudit({ actor, action: 'template.save', subject: name, at })
}

/** Throws `notFound`. */
export async function removeTemplate(
  ctx: Context,
  { actor, id }: { actor: string; id: string },
): Promise<void> {
  const name = await ctx.composeStore.removeTemplate(id)
  if (name === undefined) throw new AoiError('notFound', 'id: no template has this id')
  await ctx.store.recordAudit({ actor, action: 'template.remove', subject: name, at: ctx.clock.now() })
}
