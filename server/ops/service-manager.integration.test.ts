import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { ServerProcess } from '#server/testing/server-process.ts'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'

const hasPrograms = ['systemd-notify', 'python3'].every(
  (program) => spawnSync(program, ['--version']).status === 0,
)

/** Receives as systemd does, and prints each message. Node has no datagram sockets of Unix. */
const RECEIVER = `
import socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print('listening', flush=True)
while True:
    print(receiver.recv(65536).decode(), flush=True)
`

it.skipIf(!hasPrograms)(
  'tells systemd that the server is ready, lives and drains (needs systemd-notify and python3)',
  async () => {
    const directory = await makeTemporaryDirectory()
    onTestFinished(() => directory.remove())
    const path = join(directory.path, 'notify')
    const receiver = spawn('python3', ['-c', RECEIVER, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void receiver.kill())
    let received = ''
    receiver.stdout.setEncoding('utf8').on('data', (text: string) => {
      received += text
    })
    await once(receiver.stdout, 'data')

    const env = { NOTIFY_SOCKET: path, WATCHDOG_USEC: '200000' }
    const server = await ServerProcess.start({ env })
    onTestFinished(() => server.remove())
    await expect
      .poll(() => received)
      .toMatch(/STATUS=ready at \S+[\s\S]*READY=1[\s\S]*WATCHDOG=1[\s\S]*WATCHDOG=1/)
    await server.run.end('SIGTERM')
    await expect.poll(() => received).toMatch(/WATCHDOG=1[\s\S]*STATUS=drains[\s\S]*STOPPING=1/)
  },
)
