import type { Database } from '../connection/database.ts'

/** Reads the applications whose events a webhook or a reader of the stream wants. Returns whether there are any. */
export async function refreshInterests(database: Database, now: number): Promise<boolean> {
  const [webhooks, readers] = await database.read(({ prisma }) =>
    Promise.all([
      prisma.webhook.findMany({ where: { disabledAt: null }, select: { applications: true } }),
      prisma.eventReader.findMany({ where: { endsAt: { gt: now } }, select: { grants: true } }),
    ]),
  )
  const lists = [...webhooks.map(({ applications }) => applications), ...readers.map(({ grants }) => grants)]
  database.interests.set([...new Set(lists.flatMap((list) => JSON.parse(list) as string[]))])
  return !database.interests.isNone
}
