import type { CommandDef } from 'citty'
import { renderUsage } from 'citty'
import { EXIT_CODES } from './exit-codes.ts'

/** Returns the text of `--help`: usage, examples and exit codes. */
export async function renderHelp(command: CommandDef, path: readonly string[]): Promise<string> {
  const usage = await renderUsage(command, { meta: { name: path.slice(0, -1).join(' ') } })
  return `${[usage, '', ...exampleLines(command), ...exitCodeLines()].join('\n')}\n`
}

function exampleLines(command: CommandDef): string[] {
  if (!('examples' in command) || !Array.isArray(command.examples)) return []
  return ['EXAMPLES', '', ...command.examples.map((example) => `  ${example}`), '']
}

function exitCodeLines(): string[] {
  return ['EXIT CODES', '', ...Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${code}  ${meaning}`)]
}
