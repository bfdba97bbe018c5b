import { type ListAddress, type ListParams, readListParams } from '#components/grid/list-params.ts'
import type { ViewList, ViewRow } from '#protocol/dashboard/views.ts'
import { listViews } from '#server/core/views/views.ts'
import type { Services } from '#server/services.ts'
import { findOperator } from './find-operator.ts'

type DefaultView = { view: ViewRow; params: ListParams }

/**
 * Returns the view with which the list opens for the operator of this request, and the parameters of it that the list
 * accepts.
 */
export async function findDefaultView(
  { context }: Services,
  { list, address }: { list: ViewList; address: ListAddress },
): Promise<DefaultView | undefined> {
  const operator = await findOperator()
  if (operator === undefined) return undefined
  const { views } = await listViews(context, { operator, list })
  const view = views.find(({ isDefault }) => isDefault)
  return view && { view, params: readListParams(address, view.params) }
}
