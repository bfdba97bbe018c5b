import type { Socket } from 'socket.io-client'
import type { FanOutFrame } from '#protocol/dashboard/fan-out.ts'
import type { ActivityFrame, FeedToPage, FeedToServer, FeedView, Ticket } from '#protocol/dashboard/feed.ts'
import type { WallFrame } from '#protocol/dashboard/wall.ts'
import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { actDashboard } from './dashboard-api.ts'
import { noteServerTime, serverNow } from './server-clock.ts'
import { watchSilence } from './silence.ts'

const NAMESPACE = '/admin'
const RETRY_MILLISECONDS = 2000
const SILENT_MILLISECONDS = PAGE_LIMITS.feedSilentSeconds * 1000

export type Subscription = {
  view: FeedView
  onFrame: (frame: FanOutFrame | ActivityFrame | WallFrame) => void
  /** The room was joined, perhaps again: the page must read the changes that it missed. */
  onJoined: () => void
  onLost: () => void
}

type FeedSocket = Socket<FeedToPage, FeedToServer>

/** When the last message of the feed arrived, by the server's clock (Unix ms); 0: never. */
let lastMessageAt = 0

export function feedLastMessageAt(): number {
  return lastMessageAt
}

/** The one connection of this tab to the dashboard's feed; it lasts as long as the page follows a view. */
class Feed {
  readonly #followings = new Set<Subscription>()
  #socket: Promise<FeedSocket> | undefined
  #silence: ReturnType<typeof watchSilence> | undefined
  #closed = new AbortController()

  follow(following: Subscription): () => void {
    this.#followings.add(following)
    this.#join(following)
    return () => this.#leave(following)
  }

  /** Retries when the library cannot be loaded: the server may be down for a moment. */
  #join(following: Subscription): void {
    this.#open().then(
      (socket) => {
        if (socket.connected && this.#followings.has(following)) join(socket, following)
      },
      () => {
        this.#socket = undefined
        following.onLost()
        setTimeout(() => this.#followings.has(following) && this.#join(following), RETRY_MILLISECONDS)
      },
    )
  }

  #open(): Promise<FeedSocket> {
    this.#socket ??= this.#connect()
    return this.#socket
  }

  async #connect(): Promise<FeedSocket> {
    // Loaded when a page first follows a view: reading a page does not need it.
    const { io } = await import('socket.io-client')
    const socket: FeedSocket = io(NAMESPACE, {
      transports: ['websocket'],
      timeout: SILENT_MILLISECONDS,
      auth: (answer) => {
        const signal = AbortSignal.timeout(SILENT_MILLISECONDS)
        actDashboard<Ticket>('createTicket', { signal }).then(answer, () => answer({}))
      },
    })
    this.#listen(socket)
    // A silent feed is lost, whatever its socket reports: a frozen server and a dead network close nothing.
    this.#silence = watchSilence(SILENT_MILLISECONDS, () => {
      this.#lose()
      if (socket.connected) socket.disconnect().connect()
    })
    this.#followNetwork(socket)
    return socket
  }

  #listen(socket: FeedSocket): void {
    const onMessage = () => {
      lastMessageAt = serverNow()
      this.#silence?.noteMessage()
    }
    socket.on('connect', () => {
      onMessage()
      for (const following of this.#followings) join(socket, following)
    })
    socket.on('disconnect', () => {
      this.#lose()
      tryAgain()
    })
    // After a refusal or an orderly shutdown of the server, Socket.IO stops reconnecting by itself.
    const tryAgain = () => {
      if (!socket.active) setTimeout(() => this.#followings.size > 0 && socket.connect(), RETRY_MILLISECONDS)
    }
    socket.on('connect_error', () => {
      this.#lose()
      tryAgain()
    })
    socket.on('beat', ({ now }) => {
      noteServerTime(now)
      onMessage()
    })
    socket.on('fanOut', (frame) => {
      onMessage()
      for (const { view, onFrame } of this.#followings)
        if (view.view === 'fanOut' && view.notificationId === frame.id) onFrame(frame)
    })
    socket.on('activity', (frame) => {
      onMessage()
      for (const { view, onFrame } of this.#followings) if (view.view === 'activity') onFrame(frame)
    })
    socket.on('wall', (frame) => {
      onMessage()
      for (const { view, onFrame } of this.#followings) if (view.view === 'wall') onFrame(frame)
    })
  }

  #followNetwork(socket: FeedSocket): void {
    this.#closed = new AbortController()
    const { signal } = this.#closed
    window.addEventListener('offline', this.#lose, { signal })
    // When the browser is online again, the old socket may be dead without having noticed.
    window.addEventListener('online', () => socket.disconnect().connect(), { signal })
  }

  readonly #lose = (): void => {
    for (const { onLost } of this.#followings) onLost()
  }

  #leave(following: Subscription): void {
    this.#followings.delete(following)
    this.#socket?.then((socket) => {
      const isShared = [...this.#followings].some(({ view }) => isSame(view, following.view))
      if (!isShared) socket.emit('leave', following.view)
      if (this.#followings.size > 0) return
      this.#silence?.stop()
      this.#closed.abort()
      socket.disconnect()
      this.#socket = undefined
    }, ignore)
  }
}

function isSame(one: FeedView, other: FeedView): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function join(socket: FeedSocket, { view, onJoined, onLost }: Subscription): void {
  socket
    .timeout(SILENT_MILLISECONDS)
    .emit('join', view, (failed: Error | null, refused?: string | null) =>
      failed === null && (refused === undefined || refused === null) ? onJoined() : onLost(),
    )
}

let feed: Feed | undefined

/**
 * Follows a view while the page is visible: a hidden tab leaves its room and joins it again later. Returns a function
 * that stops it.
 */
export function followView(following: Subscription): () => void {
  feed ??= new Feed()
  const open = feed
  let stop: (() => void) | undefined
  const sync = () => {
    if (document.visibilityState === 'hidden') {
      stop?.()
      stop = undefined
      following.onLost()
    } else stop ??= open.follow(following)
  }
  document.addEventListener('visibilitychange', sync)
  sync()
  return () => {
    document.removeEventListener('visibilitychange', sync)
    stop?.()
  }
}

/** The caller that waits for the library handles its failure. */
function ignore(): void {}
