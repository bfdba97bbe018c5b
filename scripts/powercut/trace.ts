import { join } from 'node:path'

/** One operation of the traced process on a file of the directory. Names are relative to the directory. */
export type Operation =
  | { does: 'create' | 'remove' | 'sync'; name: string }
  | { does: 'truncate'; name: string; size: number }
  | { does: 'write'; name: string; offset: number; bytes: Buffer }
  | { does: 'rename'; name: string; to: string }
  | { does: 'syncDirectory' }
  | { does: 'say'; text: string }

/** The system calls that can change the content of a disk, and `write` for the reports of the process. */
export const TRACED_CALLS =
  'openat,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,fallocate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,link,linkat,copy_file_range,sendfile,sync,syncfs,msync'

/** Reads the output of `strace -f -y -xx`. Throws when an unknown call touches the directory. */
export function parseTrace(lines: Iterable<string>, directory: string): Operation[] {
  const unfinished = new Map<string, string>()
  const operations: Operation[] = []
  for (const line of lines) {
    const call = completeCall(line, unfinished)
    if (call !== undefined) operations.push(...parseCall(call, directory))
  }
  return operations
}

/** strace writes two lines for a call that another thread interrupts. The call counts from its return. */
function completeCall(line: string, unfinished: Map<string, string>): string | undefined {
  const [, thread, rest] = /^(\d+)\s+(.*)$/.exec(line) ?? []
  if (thread === undefined || rest === undefined) return undefined
  if (rest.endsWith('<unfinished ...>')) {
    unfinished.set(thread, rest.slice(0, -'<unfinished ...>'.length))
    return undefined
  }
  const resumed = /^<\.\.\. \w+ resumed>\s?/.exec(rest)
  if (resumed === null) return rest
  const call = (unfinished.get(thread) ?? '') + rest.slice(resumed[0].length)
  unfinished.delete(thread)
  return call
}

type Call = { name: string; arguments: string[]; result: number }

function parseCall(text: string, directory: string): Operation[] {
  const [, name, list, result] = /^(\w+)\((.*)\)\s+= (-?\d+)/.exec(text) ?? []
  if (name === undefined || list === undefined || Number(result) < 0) return []
  const call: Call = { name, arguments: splitArguments(list), result: Number(result) }
  return name === 'write' && /^1</.test(list) ? parseSaying(call) : parseFileCall(call, directory)
}

/** All strings are hexadecimal (`-xx`), so they never contain a comma or a bracket. */
function splitArguments(list: string): string[] {
  return list.split(', ')
}

function parseSaying(call: Call): Operation[] {
  const text = decode(call.arguments[1]).toString()
  return text.startsWith('{"says":') ? [{ does: 'say', text: text.trimEnd() }] : []
}

function parseFileCall(call: Call, directory: string): Operation[] {
  const [first = '', second = '', third = '', fourth = ''] = call.arguments
  const file = nameOf(first, directory)
  switch (call.name) {
    case 'openat':
      return parseOpen({ name: nameOf(second, directory), flags: third })
    case 'pwrite64':
      return file === undefined
        ? []
        : [
            {
              does: 'write',
              name: file,
              offset: Number(fourth),
              bytes: decode(second).subarray(0, call.result),
            },
          ]
    case 'ftruncate':
      return file === undefined ? [] : [{ does: 'truncate', name: file, size: Number(second) }]
    case 'fsync':
    case 'fdatasync':
      if (file === '.') return [{ does: 'syncDirectory' }]
      return file === undefined ? [] : [{ does: 'sync', name: file }]
    case 'unlink':
      return file === undefined ? [] : [{ does: 'remove', name: file }]
    case 'rename':
      return file === undefined ? [] : [{ does: 'rename', name: file, to: nameOf(second, directory) ?? '' }]
    default:
      if (![first, second, fourth].some((path) => nameOf(path, directory) !== undefined)) return []
      throw new Error(`the power-cut test does not know the effect of ${call.name} on a disk`)
  }
}

function parseOpen({ name, flags }: { name: string | undefined; flags: string }): Operation[] {
  if (name === undefined || name === '.') return []
  const opening: Operation[] = []
  if (flags.includes('O_CREAT')) opening.push({ does: 'create', name })
  if (flags.includes('O_TRUNC')) opening.push({ does: 'truncate', name, size: 0 })
  return opening
}

/**
 * Returns the name within the directory, given a path (`"…"`) or an open file (`5<…>`). `.` is the directory itself.
 */
function nameOf(argument: string, directory: string): string | undefined {
  const path = /["<](.*)[">]/.exec(argument)?.[1]
  if (path === undefined) return undefined
  const decoded = decodePath(path)
  if (decoded === directory) return '.'
  return decoded.startsWith(join(directory, '/')) ? decoded.slice(directory.length + 1) : undefined
}

function decodePath(path: string): string {
  return path.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function decode(argument: string | undefined): Buffer {
  if (argument === undefined || argument.endsWith('...')) throw new Error('strace truncated a string')
  return Buffer.from(argument.replaceAll(/["\\x]/g, ''), 'hex')
}
