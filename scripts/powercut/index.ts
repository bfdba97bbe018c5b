import { cutPowerOfControl, cutPowerOfStore, type PowerCutsReport } from './cut-power.ts'
import { findStrace } from './run-traced.ts'

const IMAGES = 300
const ROUNDS = 240

/** `npm run test:powercut -- [SEED]`: the long form of the power-cut test. */
const strace = findStrace()
if (strace === undefined) {
  process.stderr.write('powercut: strace is not installed: install the package strace\n')
  process.exit(2)
}
const seed = Number(process.argv[2] ?? Date.now() % 1_000_000)
process.stdout.write(`powercut: seed ${seed}\n`)
const store = await cutPowerOfStore({ strace, images: IMAGES, rounds: ROUNDS, seed })
describe('the server', store)
for (const { cutAfter, wrong } of store.broken)
  process.stdout.write(`  cut after ${cutAfter}: ${wrong.join('; ')}\n`)
const control = await cutPowerOfControl({ strace, images: IMAGES, rounds: ROUNDS, seed })
describe('the control (synchronous=NORMAL)', control)
if (control.broken.length === 0)
  process.stdout.write('powercut: the control lost nothing, so this test proves nothing\n')
const failed = store.broken.length + (control.broken.length === 0 ? 1 : 0)
process.stdout.write(`${store.images - store.broken.length} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1

function describe(name: string, report: PowerCutsReport): void {
  process.stdout.write(
    `powercut: ${name}: ${report.broken.length} of ${report.images} images broken (${report.operations} operations, ${report.reports} promises)\n`,
  )
}
