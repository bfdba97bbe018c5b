import type { SqlDriverAdapter, SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'

/** Gives Prisma's client an adapter that is open already, and that whoever opened it uses and closes too. */
export function shareAdapter(adapter: SqlDriverAdapter): SqlDriverAdapterFactory {
  const { provider, adapterName } = adapter
  return { provider, adapterName, connect: async () => adapter }
}
