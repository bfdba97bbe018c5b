import type { GuideGroup } from '#protocol/dashboard/guide.ts'

/** Pages that no group names. */
export const OTHER_GROUP: GuideGroup = 'reference'

/** The pages of each group, in the order of a reader. */
export const GUIDE_GROUPS: readonly { group: GuideGroup; names: readonly string[] }[] = [
  { group: 'tasks', names: ['send', 'receive', 'senders', 'operations', 'wall', 'findings', 'troubleshoot'] },
  {
    group: 'parts',
    names: ['inbox', 'web-push', 'mozilla-push', 'events', 'scaling', 'metrics', 'traces', 'log'],
  },
]
