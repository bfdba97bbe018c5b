import type { TestServer } from './start-test-server.ts'

/** Holds back the results of all reads of the log until `release` is called. */
export function holdLogReads({ services }: TestServer): { begun: Promise<void>; release: () => void } {
  const { store } = services.context
  const { readLog } = store
  let [resolveBegun, release] = [() => {}, () => {}]
  const begun = new Promise<void>((resolve) => {
    resolveBegun = resolve
  })
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  store.readLog = async (ranges) => {
    const entries = await readLog(ranges)
    resolveBegun()
    await released
    return entries
  }
  return { begun, release }
}
