import { z } from 'zod'
import { LIMITS } from '../limits.ts'
import { shownNameSchema, storedTextSchema } from '../text.ts'

/** The lists that have saved views. */
export const VIEW_LISTS = [
  ...(['notifications', 'scheduled', 'tokens', 'aoi-clients', 'registrations', 'refusals'] as const),
  ...(['applications', 'hooks', 'webhooks', 'findings', 'audit'] as const),
] as const
export type ViewList = (typeof VIEW_LISTS)[number]

export const COLUMN_WIDTHS = ['narrow', 'medium', 'wide'] as const
export type ColumnWidth = (typeof COLUMN_WIDTHS)[number]

const nameSchema = storedTextSchema(1, 64)
const columnsSchema = z.array(nameSchema).max(LIMITS.viewColumns)

/** How a list looks. The ids of columns are those of a page's version: a later page may not know all of them. */
export const gridLookSchema = z.strictObject({
  hidden: columnsSchema,
  /** Columns from left to right; others follow in the order of the page. */
  order: columnsSchema,
  /** Columns without an entry have the width of the page. */
  widths: z
    .record(nameSchema, z.enum(COLUMN_WIDTHS))
    .refine((widths) => Object.keys(widths).length <= LIMITS.viewColumns, {
      error: `must have at most ${LIMITS.viewColumns} columns`,
    }),
  density: z.enum(['calm', 'dense']),
})
export type StoredLook = z.infer<typeof gridLookSchema>

/** Filters and order, as in the URL of the list. */
export const viewParamsSchema = z
  .record(nameSchema, storedTextSchema(1, LIMITS.listFilterBytes))
  .refine((params) => Object.keys(params).length <= LIMITS.viewParams, {
    error: `must have at most ${LIMITS.viewParams} parameters`,
  })

const listSchema = z.enum(VIEW_LISTS)
export const viewsQuerySchema = z.strictObject({ list: listSchema })

/** An own view of the same name is replaced. */
export const viewReqSchema = z.strictObject({
  list: listSchema,
  name: shownNameSchema(LIMITS.viewNameBytes),
  shared: z.boolean(),
  /** The list opens with this view for the operator. */
  isDefault: z.boolean(),
  params: viewParamsSchema,
  look: gridLookSchema,
})
export const viewPathSchema = z.strictObject({ id: z.uuid() })
export const defaultViewReqSchema = z.strictObject({ isDefault: z.boolean() })

export const viewRowSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  shared: z.boolean(),
  /** Whether the operator may remove it. */
  mayRemove: z.boolean(),
  isDefault: z.boolean(),
  /** E-mail address of the operator who saved it; missing after their account was removed. */
  owner: z.string().optional(),
  params: viewParamsSchema,
  look: gridLookSchema,
})
/** Own views and shared ones, by name. */
export const viewsSchema = z.strictObject({ views: z.array(viewRowSchema), mayShare: z.boolean() })

export type ViewReq = z.infer<typeof viewReqSchema>
export type ViewRow = z.infer<typeof viewRowSchema>
export type Views = z.infer<typeof viewsSchema>
