import { AoiClientError } from '../aoi-client-error.ts'

export type TabLockOptions = {
  /** Default: the browser's Web Locks, which exist on secure origins only. */
  locks?: Pick<LockManager, 'request'> | undefined
  /** Default `wait`: until the other tab closes. `refuse`: rejects at once. */
  ifInUse?: 'wait' | 'refuse' | undefined
  /** Gives up waiting. */
  signal?: AbortSignal | undefined
}

/** The tab that holds the lock answers well within this time. */
const ANSWER_MILLISECONDS = 300
/** A killed tab announces nothing, so waiting tabs ask again at this interval. */
const ASK_AGAIN_MILLISECONDS = 2000

/**
 * Holds `name` for this tab until the returned function is called or the tab ends. Without Web Locks, as on plain HTTP,
 * tabs ask one another over a `BroadcastChannel`. Rejects with `AoiClientError('storage')`, or the signal's reason.
 */
export function lockTab(name: string, options: TabLockOptions): Promise<() => void> {
  return options.locks === undefined ? lockByChannel(name, options) : lockByWebLock(name, options)
}

function lockByWebLock(name: string, { locks, ifInUse, signal }: TabLockOptions): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const hold = (granted: Lock | null): Promise<void> | undefined => {
      if (granted !== null) return new Promise((release) => resolve(() => release()))
      reject(inUse())
      return undefined
    }
    const asked: LockOptions =
      ifInUse === 'refuse' ? { ifAvailable: true } : signal === undefined ? {} : { signal }
    locks?.request(name, asked, hold).catch(reject)
  })
}

/** The lower id wins where two ask at once. */
type Message = { kind: 'ask'; id: string } | { kind: 'held' } | { kind: 'free' }

async function lockByChannel(name: string, options: TabLockOptions): Promise<() => void> {
  const channel = new BroadcastChannel(name)
  const id = `${Math.random()}${Math.random()}`
  try {
    for (;;) {
      options.signal?.throwIfAborted()
      if (await isFree(channel, id)) return holdChannel(channel)
      if (options.ifInUse === 'refuse') throw inUse()
      await untilFree(channel, options.signal)
    }
  } catch (error) {
    channel.close()
    throw error
  }
}

/** Asks every other tab; free when none holds the lock and none that asks at the same time has a lower id. */
function isFree(channel: BroadcastChannel, id: string): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end(true), ANSWER_MILLISECONDS)
    const end = (free: boolean) => {
      clearTimeout(timer)
      channel.onmessage = null
      resolve(free)
    }
    listen(channel, (message) => {
      if (message.kind === 'held') end(false)
      if (message.kind !== 'ask') return
      if (message.id < id) end(false)
      else channel.postMessage({ kind: 'ask', id } satisfies Message)
    })
    channel.postMessage({ kind: 'ask', id } satisfies Message)
  })
}

function untilFree(channel: BroadcastChannel, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ASK_AGAIN_MILLISECONDS)
    signal?.addEventListener('abort', end, { once: true })
    listen(channel, (message) => message.kind === 'free' && end())
    function end() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      channel.onmessage = null
      resolve()
    }
  })
}

function holdChannel(channel: BroadcastChannel): () => void {
  listen(
    channel,
    (message) => message.kind === 'ask' && channel.postMessage({ kind: 'held' } satisfies Message),
  )
  const release = () => {
    channel.postMessage({ kind: 'free' } satisfies Message)
    channel.close()
  }
  globalThis.addEventListener?.('pagehide', release, { once: true })
  return () => {
    globalThis.removeEventListener?.('pagehide', release)
    release()
  }
}

function listen(channel: BroadcastChannel, take: (message: Message) => void): void {
  channel.onmessage = ({ data }: MessageEvent<Message>) => take(data)
}

function inUse(): AoiClientError {
  return new AoiClientError(
    'storage',
    'the state is in use by another tab: close that one, or use another name',
  )
}
