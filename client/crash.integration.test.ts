import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ProbePoint } from './probe.ts'
import type { TestAoiServer } from './testing/test-aoi-server.ts'
import { useTestServer } from './testing/use-aoi-clients.ts'

const script = new URL('../dist/testing/crash-child.mjs', import.meta.url).pathname

/** One device, in a process of its own each time. */
async function useCrashingDevice(server: TestAoiServer) {
  const directory = await mkdtemp(join(tmpdir(), 'aoi-crash-'))
  const effects = join(directory, 'effects')
  const children: ChildProcess[] = []
  onTestFinished(async () => {
    for (const child of children) child.kill('SIGKILL')
    await rm(directory, { recursive: true })
  })
  const start = async (crash?: { point: ProbePoint; count: number }) => {
    const crashArguments = crash === undefined ? [] : [crash.point, String(crash.count)]
    const options = { stdio: ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'] }
    const paths = [script, server.url, join(directory, 'state'), effects]
    const child = spawn(process.execPath, [...paths, ...crashArguments], options)
    children.push(child)
    const exited = once(child, 'exit')
    const token = once(child.stdout, 'data').then(([chunk]) => String(chunk).trim())
    return { token, exited }
  }
  /** Seqs in the order handed over. */
  const handled = async () => {
    const content = await readFile(effects, 'utf8').catch(() => '')
    return content
      .split('\n')
      .filter(Boolean)
      .map((line) => Number(line.split(' ')[0]))
  }
  return { start, handled }
}

const seqs = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

describe('an AOI Client that is killed with -9', () => {
  // With these counts, no handler has just returned at the kill; the next test covers that case.
  it.each<[ProbePoint, number, string]>([
    ['received', 1, 'before its journal'],
    ['journaled', 1, 'before it acknowledged'],
    ['acknowledged', 1, 'before its handler'],
    ['handedOver', 3, 'its handler is about to be called'],
  ])('delivers each notification exactly once (%s, the %i. time: %s)', async (point, count) => {
    const server = await useTestServer()
    const device = await useCrashingDevice(server)
    const first = await device.start({ point, count })
    const token = await first.token
    for (const payload of seqs(5)) server.send(token, { payload })
    expect(await first.exited).toEqual([null, 'SIGKILL'])
    for (const payload of seqs(5)) server.send(token, { payload })
    const second = await device.start()
    expect(await second.token).toBe(token)
    await expect.poll(device.handled, { timeout: 5000 }).toHaveLength(10)
    await expect.poll(() => server.ackedSeqs(token)).toEqual([10])
    expect(await device.handled()).toEqual(seqs(10))
  })

  it('repeats only the notification whose handler ended without its record', async () => {
    const server = await useTestServer()
    const device = await useCrashingDevice(server)
    const first = await device.start({ point: 'handlerDone', count: 3 })
    const token = await first.token
    for (const payload of seqs(5)) server.send(token, { payload })
    expect(await first.exited).toEqual([null, 'SIGKILL'])
    expect(await device.handled()).toEqual([1, 2, 3])
    await device.start()
    await expect.poll(device.handled, { timeout: 5000 }).toEqual([1, 2, 3, 3, 4, 5])
  })
})
