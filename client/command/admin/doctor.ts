import type { AdminStatus } from '../../../protocol/admin.ts'
import { countOf } from '../../../protocol/count-of.ts'
import type { Fault } from '../../../protocol/doctor.ts'
import { CommandFailure } from '../command-failure.ts'
import { defineLeaf, type Invocation, JSON_ARGUMENT } from '../define.ts'
import { callAdmin, DATA_DIR_ARGUMENT, findDataDirectory } from './call-admin.ts'
import { loadDoctor } from './load-server-module.ts'

/** `aoi admin doctor`: the faults of this installation, each with its next step. */
export const adminDoctorCommand = defineLeaf({
  meta: { name: 'doctor', description: 'Check this installation, and name the next step for each fault' },
  args: { ...DATA_DIR_ARGUMENT, ...JSON_ARGUMENT },
  examples: ['aoi admin doctor', 'aoi admin doctor --data-dir /var/lib/aoi --json'],
  run: async (args, invocation) => {
    const { output, terminal } = invocation
    const dataDirectory = findDataDirectory(args, invocation)
    const examine = await loadDoctor()
    const report = (sentence: string) => void output.note(sentence)
    const found = await examine({ variables: terminal.env, dataDirectory, report })
    const faults = [...found, ...(await askServer(dataDirectory, { known: found, output }))]
    for (const fault of faults) await output.print({ json: fault, text: describe(fault) })
    if (faults.length > 0) throw new CommandFailure('failed', `${countOf(faults.length, 'fault')} found`)
    await output.print({ json: { faults: 0 }, text: 'no fault found' })
  },
})

/** Asks the running server for the warnings that it alone can know, such as a proxy that it does not trust. */
async function askServer(
  dataDirectory: string,
  { known, output }: { known: readonly Fault[] } & Pick<Invocation, 'output'>,
): Promise<AdminStatus['warnings']> {
  try {
    const { warnings } = await callAdmin(dataDirectory, { call: 'status', request: {} })
    return warnings.filter(({ code }) => known.every((fault) => fault.code !== code))
  } catch (error) {
    // A doctor is asked most often when no server runs.
    await output.note(`The running server was not asked: ${error instanceof Error ? error.message : error}`)
    return []
  }
}

function describe({ problem, detail, next }: AdminStatus['warnings'][number]): string {
  return `${problem}${detail === undefined ? '' : `: ${detail}`}\n  next: ${next}`
}
