import { z } from 'zod'
import { FINDING_KINDS, type FindingKind } from '#protocol/finding-kinds.ts'

/**
 * A measurement or a fault that only one node knows, such as the use of its memory. Nodes report their conditions in the
 * census, and one node makes findings of them.
 */
export type NodeCondition = { kind: FindingKind; count: number; detail?: string }

const conditionsSchema = z.array(
  z.object({ kind: z.string(), count: z.number(), detail: z.string().optional() }),
)

/** Reads the conditions of a node, which may have another version: unknown kinds are left out. */
export function readConditions(text: string): NodeCondition[] {
  const read = conditionsSchema.safeParse(JSON.parse(text))
  if (!read.success) return []
  return read.data.flatMap(({ kind, count, detail }) => {
    const known = FINDING_KINDS.find((name) => name === kind)
    return known === undefined ? [] : [{ kind: known, count, ...(detail !== undefined && { detail }) }]
  })
}
