import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { makeCertificate } from '../certificate.ts'

export type TlsProxy = {
  /** `https://localhost:…`. */
  origin: string
  /** The path of the certificate, for clients that must trust it. */
  certificatePath: string
  /** Sets the port that receives the decrypted bytes. */
  forwardTo(port: number): void
  close(): Promise<void>
}

/** Starts a proxy that terminates TLS, with a certificate of its own that nothing else trusts. */
export async function startTlsProxy(): Promise<TlsProxy> {
  const directory = await mkdtemp(join(tmpdir(), 'aoi-tls-'))
  const { keyPath, certificatePath } = await makeCertificate(directory)
  let target: number | undefined
  const server = createServer(
    { key: await readFile(keyPath), cert: await readFile(certificatePath) },
    (socket) => {
      if (target === undefined) return socket.destroy()
      const upstream = connect(target, '127.0.0.1')
      socket.pipe(upstream).pipe(socket)
      socket.on('error', () => upstream.destroy())
      upstream.on('error', () => socket.destroy())
    },
  )
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    origin: `https://localhost:${address.port}`,
    certificatePath,
    forwardTo: (port) => {
      target = port
    },
    close: async () => {
      server.close()
      await rm(directory, { recursive: true })
    },
  }
}
