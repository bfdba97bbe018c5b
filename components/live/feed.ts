import type { Socket } from 'socket.io-client'
import type { FanOutFrame } from '#protocol/dashboard/fan-out.ts'
import type { ActivityFrame, FeedToPage, FeedToServer, FeedView, Ticket } from '#protocol/dashboard/feed.ts'
import { actDashboard } from './dashboard-api.ts'

const NAMESPACE = '/admin'
const RETRY_MILLISECONDS = 2000

export type Following = {
  view: FeedView
  onFrame: (frame: FanOutFrame | ActivityFrame) => void
  /** The room was joined, maybe again: what was missed is to be read. */
  onJoined: () => void
  onLost: () => void
}

/** The one connection of this tab to the dashboard's feed; it lasts as long as somebody follows. */
class Feed {
  readonly #followings = new Set<Following>()
  #socket: Promise<Socket<FeedToPage, FeedToServer>> | undefined

  follow(following: Following): () => void {
    this.#followings.add(following)
    this.#join(following)
    return () => this.#leave(following)
  }

  /** Tries again when the library cannot be loaded: the server may be away just now. */
  #join(following: Following): void {
    this.#open().then(
      (socket) => {
        if (socket.connected && this.#followings.has(following)) join(socket, following)
      },
      () => {
        this.#socket = undefined
        setTimeout(() => this.#followings.has(following) && this.#join(following), RETRY_MILLISECONDS)
      },
    )
  }

  #open(): Promise<Socket<FeedToPage, FeedToServer>> {
    this.#socket ??= this.#connect()
    return this.#socket
  }

  async #connect(): Promise<Socket<FeedToPage, FeedToServer>> {
    // Loaded when a page first follows something: most of it is not needed to read a page.
    const { io } = await import('socket.io-client')
    const socket: Socket<FeedToPage, FeedToServer> = io(NAMESPACE, {
      transports: ['websocket'],
      auth: (answer) => {
        actDashboard<Ticket>('createTicket').then(answer, () => answer({}))
      },
    })
    socket.on('connect', () => {
      for (const following of this.#followings) join(socket, following)
    })
    socket.on('disconnect', () => {
      for (const { onLost } of this.#followings) onLost()
      tryAgain()
    })
    // A refusal, and a server that goes down in order, end Socket.IO's own trying.
    const tryAgain = () => {
      if (!socket.active) setTimeout(() => this.#followings.size > 0 && socket.connect(), RETRY_MILLISECONDS)
    }
    socket.on('connect_error', tryAgain)
    socket.on('fanOut', (frame) => {
      for (const { view, onFrame } of this.#followings)
        if (view.view === 'fanOut' && view.notificationId === frame.id) onFrame(frame)
    })
    socket.on('activity', (frame) => {
      for (const { view, onFrame } of this.#followings) if (view.view === 'activity') onFrame(frame)
    })
    return socket
  }

  #leave(following: Following): void {
    this.#followings.delete(following)
    this.#socket?.then((socket) => {
      const isShared = [...this.#followings].some(({ view }) => isSame(view, following.view))
      if (!isShared) socket.emit('leave', following.view)
      if (this.#followings.size > 0) return
      socket.disconnect()
      this.#socket = undefined
    }, ignore)
  }
}

function isSame(one: FeedView, other: FeedView): boolean {
  if (one.view === 'activity' || other.view === 'activity') return one.view === other.view
  return one.notificationId === other.notificationId
}

function join(socket: Socket<FeedToPage, FeedToServer>, { view, onJoined, onLost }: Following): void {
  socket.emit('join', view, (refused) => (refused === undefined || refused === null ? onJoined() : onLost()))
}

let feed: Feed | undefined

/** Follows a view while the page is seen: a hidden tab leaves its room and joins it again. The answer ends it. */
export function followView(following: Following): () => void {
  feed ??= new Feed()
  const open = feed
  let stop: (() => void) | undefined
  const sync = () => {
    if (document.visibilityState === 'hidden') {
      stop?.()
      stop = undefined
    } else stop ??= open.follow(following)
  }
  document.addEventListener('visibilitychange', sync)
  sync()
  return () => {
    document.removeEventListener('visibilitychange', sync)
    stop?.()
  }
}

/** The one who waits for the library hears of it. */
function ignore(): void {}
