import type { ListAddress } from '../grid/list-params.ts'

export const WEBHOOK_LIST = { filters: [] } as const satisfies ListAddress
