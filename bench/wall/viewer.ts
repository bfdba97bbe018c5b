import { io, type Socket } from 'socket.io-client'
import type { WallFrame, WallView } from '../../protocol/dashboard/wall.ts'
import type { WallAnswer } from './run-wall.ts'

/** A page that follows a wall and draws nothing. */
export type Viewer = { frames: number; bytes: number; largestFrame: number; lanes: number; leave: () => void }

/** Opens the feed of an operator and joins the wall. Rejects if the server refuses it. */
export async function openViewer({ url, cookie }: WallAnswer, view: WallView): Promise<Viewer> {
  const answered = await fetch(`${url}/api/dashboard/tickets`, {
    method: 'POST',
    headers: { cookie, origin: url },
  })
  const { ticket }: { ticket: string } = await answered.json()
  const socket: Socket = io(`${url}/admin`, {
    ...{ transports: ['websocket'], auth: { ticket }, forceNew: true, reconnection: false },
    extraHeaders: { origin: url },
  })
  await new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(undefined)).once('connect_error', reject)
  })
  const viewer = { frames: 0, bytes: 0, largestFrame: 0, lanes: 0, leave: () => void socket.disconnect() }
  socket.io.engine.on('packet', ({ data }: { data?: string | ArrayBuffer }) => {
    viewer.bytes += data === undefined ? 0 : Buffer.from(data as string).length
  })
  let counted = viewer.bytes
  socket.on('wall', ({ lanes }: WallFrame) => {
    viewer.frames += 1
    viewer.lanes = lanes.length
    viewer.largestFrame = Math.max(viewer.largestFrame, viewer.bytes - counted)
    counted = viewer.bytes
  })
  const refused: string | null | undefined = await socket.timeout(10_000).emitWithAck('join', view)
  if (typeof refused === 'string') throw new Error(refused)
  return viewer
}
