import type { ListAddress } from '../grid/list-params.ts'

export const HOOK_LIST = { filters: [] } as const satisfies ListAddress
