import { randomUUID } from 'node:crypto'
import { LIMITS } from '#protocol'
import type {
  AudienceContent,
  AudienceSummary,
  SavedAudienceReq,
  SavedAudienceRow,
} from '#protocol/dashboard/audiences.ts'
import type { Operator } from '#protocol/dashboard/operators.ts'
import type { Context } from '../context.ts'
import { AoiError } from '../errors.ts'
import { toInstant } from '../instants.ts'
import { mayChangeSaved } from '../views/may-change-saved.ts'
import type { SavedAudience } from './compose-store.ts'

/** Returns the audiences that the operator sees, by name. */
export async function listAudiences(
  ctx: Context,
  { operator }: { operator: Operator },
): Promise<SavedAudienceRow[]> {
  const audiences = await ctx.composeStore.listAudiences(operator.id)
  return audiences.map(({ id, name, shared, owner, ownerId, content, savedAt }) => ({
    ...{ id, name, shared, ...(owner !== undefined && { owner }) },
    mayChange: mayChangeSaved(operator, { ownerId }),
    content: summarize(content),
    savedAt: toInstant(savedAt),
  }))
}

function summarize(content: AudienceContent): AudienceSummary {
  return 'tokenIds' in content ? { tokenCount: content.tokenIds.length } : content
}

/** Saves recipients under a name, in place of an own audience of that name. Throws `tooMany`. */
export async function saveAudience(
  ctx: Context,
  { operator, audience }: { operator: Operator; audience: SavedAudienceReq },
): Promise<void> {
  const at = ctx.clock.now()
  const row = { ...audience, id: randomUUID(), ownerId: operator.id, savedAt: at }
  if (!(await ctx.composeStore.saveAudience(row)))
    throw new AoiError(
      'tooMany',
      `at most ${LIMITS.audiencesPerOperator} audiences are kept: remove one first`,
    )
  await record(ctx, { operator, act: 'save', name: audience.name, detail: whose(audience) })
}

type OfAudience = { operator: Operator; id: string }

/** Renames an audience, and shares it or takes it back. Throws `notFound`, `forbidden`, `exists`. */
export async function changeAudience(
  ctx: Context,
  { operator, id, name, shared }: OfAudience & { name: string; shared: boolean },
): Promise<void> {
  const before = await findChangeable(ctx, { operator, id })
  if (before.ownerId === undefined && !shared)
    throw new AoiError('forbidden', 'shared: an audience without an owner stays shared')
  const outcome = await ctx.composeStore.changeAudience({ id, name, shared })
  if (outcome === 'missing') throw notFound()
  if (outcome === 'taken') throw new AoiError('exists', 'name: another audience of its owner has this name')
  const detail = `${name === before.name ? '' : `now ${name}, `}${whose({ shared })}`
  await record(ctx, { operator, act: 'change', name: before.name, detail })
}

/** Throws `notFound`, and `forbidden` for a shared audience of another operator. */
export async function removeAudience(ctx: Context, { operator, id }: OfAudience): Promise<void> {
  const { name, shared } = await findChangeable(ctx, { operator, id })
  if (!(await ctx.composeStore.removeAudience(id))) throw notFound()
  await record(ctx, { operator, act: 'remove', name, detail: whose({ shared }) })
}

/** Returns an audience that the operator sees. Throws `notFound`. */
export async function readAudience(
  ctx: Context,
  { operatorId, id }: { operatorId: string; id: string },
): Promise<SavedAudience> {
  const found = await ctx.composeStore.findAudience({ id, operatorId })
  if (found === undefined) throw notFound()
  return found
}

async function findChangeable(ctx: Context, { operator, id }: OfAudience): Promise<SavedAudience> {
  const found = await readAudience(ctx, { operatorId: operator.id, id })
  if (mayChangeSaved(operator, found)) return found
  throw new AoiError('forbidden', 'id: only its owner or an admin may change this audience')
}

function notFound(): AoiError {
  return new AoiError('notFound', 'id: no audience has this id')
}

function whose({ shared }: { shared: boolean }): string {
  return shared ? 'shared' : 'private'
}

type Recorded = { operator: Operator; act: 'save' | 'change' | 'remove'; name: string; detail: string }

async function record(ctx: Context, { operator, act, name, detail }: Recorded): Promise<void> {
  const at = ctx.clock.now()
  const event = { actor: operator.email, action: `audience.${act}`, subject: name, detail, at } as const
  await ctx.store.recordAudit(event)
}
