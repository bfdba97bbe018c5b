import type { TestServer } from './start-test-server.ts'

/** Holds back what the database answers to readings of the log, from now on until it is released. */
export function holdLogReads({ services }: TestServer): { begun: Promise<void>; release: () => void } {
  const { store } = services.context
  const { readLog } = store
  let [tellBegun, release] = [() => {}, () => {}]
  const begun = new Promise<void>((resolve) => {
    tellBegun = resolve
  })
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  store.readLog = async (ranges) => {
    const entries = await readLog(ranges)
    tellBegun()
    await released
    return entries
  }
  return { begun, release }
}
