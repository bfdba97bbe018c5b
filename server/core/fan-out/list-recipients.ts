import type { RecipientRow, Recipients, RecipientsQuery } from '#protocol/dashboard/fan-out.ts'
import { definedOnly } from '#protocol/defined-only.ts'
import type { Clock } from '../clock.ts'
import { toInstant } from '../instants.ts'
import type { PushStore } from '../push-members/push-store.ts'
import type { PushServiceState, Store } from '../store.ts'
import type { FanOutBoard } from './fan-out-board.ts'
import type { FanOutBoards } from './fan-out-boards.ts'
import { stateOf } from './notification-state.ts'
import { toPushServiceAnswer, wasAccepted } from './push-service-answer.ts'

const DEFAULT_ROWS = 50

type Parts = {
  fanOut: FanOutBoards
  store: Pick<Store, 'findAoiClient'>
  pushMembers: { store: Pick<PushStore, 'findServices'> }
  clock: Clock
}

/** Lists the matching recipients, in the order of their registration. Throws `notFound`. */
export async function listRecipients(
  parts: Parts,
  input: RecipientsQuery & { id: string },
): Promise<Recipients> {
  const { id, start = 0, limit = DEFAULT_ROWS, ...by } = input
  const board = await parts.fanOut.open(id)
  const found = board.filter(definedOnly(by))
  const from = found.findIndex((index) => index >= start)
  const page = from === -1 ? [] : found.slice(from, from + limit)
  const next = from === -1 ? undefined : found[from + limit]
  const registrationIds = page.map((index) => board.describe(index).registrationId)
  const services = await parts.pushMembers.store.findServices(registrationIds)
  return {
    rows: await Promise.all(page.map((index) => describe(parts, { board, index, services }))),
    total: found.length,
    ...(next === undefined ? {} : { next }),
  }
}

async function describe(
  { store, clock }: Parts,
  of: { board: FanOutBoard; index: number; services: ReadonlyMap<number, PushServiceState> },
): Promise<RecipientRow> {
  const { board, index, services } = of
  const { timeToAckMs, ...row } = board.describe(index)
  const { notification } = board
  const service = services.get(row.registrationId)
  const ending = row.outcome === 'expired' ? stateOf(notification, clock.now()) : undefined
  const isAccepted = service !== undefined && wasAccepted(service, notification.seq)
  const client = await store.findAoiClient(row.aoiClientId)
  return {
    ...row,
    ...(client?.name === undefined ? {} : { name: client.name }),
    ...(timeToAckMs === undefined
      ? {}
      : { timeToAckMs, ackedAt: toInstant(notification.acceptedAt + timeToAckMs) }),
    ...(ending === undefined ? {} : { ending }),
    ...(ending === 'expired' && isAccepted ? { neverConfirmed: true as const } : {}),
    ...(service === undefined ? {} : { pushService: toPushServiceAnswer(service) }),
  }
}
