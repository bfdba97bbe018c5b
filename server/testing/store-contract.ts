import { describe } from 'vitest'
import { type OpenStore, testWithStore } from './store-contract/actors.ts'
import { describeAdminKeys } from './store-contract/admin-keys.ts'
import { describeDashboard } from './store-contract/dashboard.ts'
import { describeErasing } from './store-contract/erasing.ts'
import { describeEvents } from './store-contract/events.ts'
import { describeFindings } from './store-contract/findings.ts'
import { describeHistories } from './store-contract/histories.ts'
import { describeHooks } from './store-contract/hooks.ts'
import { describeKeeping } from './store-contract/keeping.ts'
import { describeLimits, type OpenToFill } from './store-contract/limits.ts'
import { describeLog } from './store-contract/log.ts'
import { describeMemberships } from './store-contract/memberships.ts'
import { describeOutcomes } from './store-contract/outcomes.ts'
import { describePushMembers } from './store-contract/push-members.ts'
import { describeScheduling } from './store-contract/scheduling.ts'
import { describeSearching } from './store-contract/searching.ts'
import { describeSendingAgain } from './store-contract/sending-again.ts'
import { describeStatistics } from './store-contract/statistics.ts'
import { describeStorageUse, type OpenWithQuotas } from './store-contract/storage-use.ts'
import { describeViews } from './store-contract/views.ts'

/** Random histories of one run; `npm run test:histories` takes more on each database. */
export type Histories = { histories: number }

/** Runs the contract of the `Store`. `open` returns an empty store for each test. */
export function runStoreContract({
  name,
  open,
  histories,
}: { name: string; open: OpenStore } & Histories): void {
  const it = testWithStore(open)
  describe(`the Store contract on ${name}`, () => {
    describeMemberships(it)
    describeLog(it)
    describeOutcomes(it)
    describeSendingAgain(it)
    describeKeeping(it)
    describeAdminKeys(it)
    describeViews(it)
    describeErasing(it)
    describeHooks(it)
    describePushMembers(it)
    describeScheduling(it)
    describeEvents(it)
    describeStatistics(it)
    describeFindings(it)
    describeDashboard(it)
    describeSearching(it)
    describeHistories(it, histories)
  })
}

/** Runs the contract of the storage quotas, on one node or on several. */
export function runStorageContract({
  name,
  open,
  histories,
}: { name: string; open: OpenWithQuotas } & Histories): void {
  describe(`the Store's quotas on ${name}`, () => describeStorageUse(open, histories))
}

/** Runs the parts of the contract that need many rows to reach a limit. */
export function runStoreLimits({ name, open }: { name: string; open: OpenToFill }): void {
  describe(`the Store's limits on ${name}`, () => describeLimits(open))
}
