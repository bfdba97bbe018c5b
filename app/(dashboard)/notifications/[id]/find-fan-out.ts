import { notFound } from 'next/navigation'
import { createLoader } from 'nuqs/server'
import { FAN_OUT_PARAMS, recipientsQueryOf } from '#components/fan-out/fan-out-params.ts'
import { type PayloadPreview, previewPayload } from '#components/fan-out/payload-preview.ts'
import { type FanOut, type Recipients, recipientsQuerySchema } from '#protocol/dashboard/fan-out.ts'
import type { Operator } from '#protocol/dashboard/operators.ts'
import { mayDo } from '#protocol/dashboard/roles.ts'
import { readPayload } from '#server/core/dashboard/lists.ts'
import { isAoiError } from '#server/core/errors.ts'
import { listRecipients } from '#server/core/fan-out/list-recipients.ts'
import { readFanOut } from '#server/core/fan-out/read-fan-out.ts'
import { findServices } from '#server/services.ts'
import type { Search } from '../../../find-first-page.ts'

type FirstRead = {
  initial: FanOut
  recipients: Recipients
  firstQuery: Record<string, string>
  payload: PayloadPreview | undefined
}

const loadParams = createLoader(FAN_OUT_PARAMS)

/** Returns the data for the first render of a notification's page; `404` if no notification has that id. */
export async function findFanOut(asked: {
  id: string
  operator: Operator
  search: Search
}): Promise<FirstRead> {
  const services = findServices()
  if (services === undefined) notFound()
  const { context, fanOut, presence } = services
  const { store, clock, pushMembers } = context
  const parts = { fanOut, presence, store, clock, pushMembers }
  const { id, operator } = asked
  try {
    const initial = await readFanOut(parts, { id })
    const firstQuery = recipientsQueryOf(await loadParams(asked.search))
    const query = recipientsQuerySchema.safeParse(firstQuery).data ?? {}
    const recipients = await listRecipients(parts, { id, ...query })
    const payload = mayDo(operator.role, 'readPayload')
      ? previewPayload(await readPayload(context, { id }))
      : undefined
    return { initial, recipients, firstQuery, payload }
  } catch (error) {
    if (isAoiError(error) && error.code === 'notFound') notFound()
    throw error
  }
}
