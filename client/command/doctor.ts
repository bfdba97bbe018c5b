import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { findDataDirectory } from './admin/call-admin.ts'
import { CommandFailure } from './command-failure.ts'
import type { Invocation } from './define.ts'
import { defineLeaf, JSON_ARGUMENT } from './define.ts'
import type { StateReport } from './inspect-state.ts'
import { inspectState } from './inspect-state.ts'
import { printableText } from './printable.ts'
import { stateBase } from './state-directory.ts'

/** `aoi doctor`: looks into state directories, and changes nothing. */
export const doctorCommand = defineLeaf({
  meta: { name: 'doctor', description: 'Check state directories of AOI Clients without changing them' },
  args: {
    directory: {
      type: 'positional',
      required: false,
      description: 'State directory (default: all under ~/.local/state/aoi-client)',
    },
    ...JSON_ARGUMENT,
  },
  examples: ['aoi doctor', 'aoi doctor /var/lib/aoi-client --json'],
  run: (args, invocation) => examine(args.directory, invocation),
})

async function examine(directory: string | undefined, invocation: Invocation): Promise<void> {
  const { terminal, output } = invocation
  const directories =
    directory === undefined ? await listStates(stateBase(terminal.env)) : [resolve(directory)]
  if (directories.length === 0) {
    await output.note(`No state exists under ${stateBase(terminal.env)}: \`aoi listen\` creates one.`)
  }
  if (directory === undefined) await nameServerDoctor(invocation)
  let broken = 0
  for (const one of directories) {
    const report = await inspectState(one)
    await output.print({ json: { event: 'stateDirectory', ...report }, text: describeReport(report) })
    if (report.problems.some(({ isFatal }) => isFatal)) broken += 1
  }
  if (broken > 0)
    throw new CommandFailure('failed', `${broken} of ${directories.length} state directories cannot be used`)
}

/** A person who looks for the faults of the server may well begin here. */
async function nameServerDoctor(invocation: Invocation): Promise<void> {
  const dataDirectory = findDataDirectory({}, invocation)
  if (existsSync(join(dataDirectory, 'aoi.lock')))
    await invocation.output.note(`For the AOI Server on ${resolve(dataDirectory)}: aoi admin doctor`)
}

async function listStates(base: string): Promise<string[]> {
  if (!existsSync(base)) return []
  const names = await readdir(base)
  return names
    .sort()
    .map((name) => join(base, name))
    .filter((path) => existsSync(join(path, 'journal')))
}

function describeReport(report: StateReport): string {
  const { directory, serverUrl, aoiClientId, registrations, waiting, parked, lines, problems } = report
  const whose = serverUrl === undefined ? 'no credential' : `${aoiClientId} at ${printableText(serverUrl)}`
  const held = `registrations: ${registrations}, notifications waiting: ${waiting}, parked: ${parked}, lines: ${lines}`
  const found = problems.map(
    ({ problem, next }) => `  ${printableText(problem)}\n    next: ${printableText(next)}`,
  )
  return [
    directory,
    `  ${whose}`,
    `  ${held}`,
    ...(found.length === 0 ? ['  no problem found'] : found),
  ].join('\n')
}
