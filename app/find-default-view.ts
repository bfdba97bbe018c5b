import { headers } from 'next/headers'
import { type ListAddress, type ListParams, readListParams } from '#components/grid/list-params.ts'
import type { ViewList, ViewRow } from '#protocol/dashboard/views.ts'
import { listViews } from '#server/core/views/views.ts'
import type { Services } from '#server/services.ts'

type DefaultView = { view: ViewRow; params: ListParams }

/**
 * Returns the view with which the list opens for the operator of this request, and the parameters of it that the list
 * accepts.
 */
export async function findDefaultView(
  { operators, context }: Services,
  { list, address }: { list: ViewList; address: ListAddress },
): Promise<DefaultView | undefined> {
  const session = await operators.findSession(await headers())
  if (session === undefined) return undefined
  const { views } = await listViews(context, { operator: session.operator, list })
  const view = views.find(({ isDefault }) => isDefault)
  return view && { view, params: readListParams(address, view.params) }
}
