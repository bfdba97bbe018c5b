import type { SqlDriverAdapter, SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'

/** Gives Prisma's client an adapter that is already open. The code that opened it also uses and closes it. */
export function shareAdapter(adapter: SqlDriverAdapter): SqlDriverAdapterFactory {
  const { provider, adapterName } = adapter
  return { provider, adapterName, connect: async () => adapter }
}
