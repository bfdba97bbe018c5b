import { chmod } from 'node:fs/promises'
import { expect, it, onTestFinished } from 'vitest'
import { ServerProcess } from '../../../server/testing/server-process.ts'
import { runAoi } from '../testing/run-aoi.ts'

async function examine(dataDirectory: string) {
  const { exitCode, stdout } = await runAoi(['admin', 'doctor', '--json', '--data-dir', dataDirectory])
  const rows = stdout.split('\n').filter(Boolean)
  return { exitCode, rows: rows.map((row) => JSON.parse(row)) }
}

it('the doctor ends with exit code 1 and names each fault, also those that the running server noticed', async () => {
  const server = await ServerProcess.start()
  onTestFinished(() => server.remove())
  const { dataDirectory } = server
  expect(await examine(dataDirectory)).toEqual({ exitCode: 0, rows: [{ faults: 0 }] })
  await chmod(dataDirectory, 0o755)
  await fetch(`${server.url}/api/health`, { headers: { 'x-forwarded-for': '203.0.113.8' } })
  expect(await examine(dataDirectory)).toMatchObject({
    exitCode: 1,
    rows: [
      { code: 'openDirectory', detail: dataDirectory, next: expect.stringContaining('chmod 700') },
      {
        code: 'untrustedForwarding',
        detail: 'x-forwarded-for',
        next: expect.stringContaining('AOI_TRUSTED_PROXIES'),
      },
    ],
  })
})

it('the doctor examines an installation whose server does not run', async () => {
  const server = await ServerProcess.start()
  onTestFinished(() => server.remove())
  await server.run.end('SIGTERM')
  expect(await examine(server.dataDirectory)).toEqual({ exitCode: 0, rows: [{ faults: 0 }] })
})
