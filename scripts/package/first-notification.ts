import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const GUIDE = new URL('../../docs/server-package.md', import.meta.url)
/** The address of the server in the guide. */
const GUIDE_URL = 'http://127.0.0.1:3000'
const READY = 'ready at'

/** A machine with an installed server. Each command is the words before its own, such as `['npx', 'aoi']`. */
export type Machine = {
  url: string
  aoi: readonly string[]
  admin: readonly string[]
  /** The directory in which `aoi listen` keeps its state. */
  state: string
  /** The folder in which the commands run. */
  folder?: string
}

/** A started server. */
export type Served = {
  processId: number
  /** Resolves with the exit code. */
  ended: Promise<number | null>
  /** Sends the signal and resolves with the exit code. */
  end: (signal: NodeJS.Signals) => Promise<number | null>
}

type Options = {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Gives the server a process group of its own. */
  detached?: boolean
}

/** Starts a server by these words, and resolves when it says that it is ready. Rejects with its output if it ends. */
export async function serve(words: readonly string[], options: Options = {}): Promise<Served> {
  const [command = '', ...args] = words
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  let output = ''
  await new Promise<void>((resolve, reject) => {
    void ended.then((code) => reject(new Error(`the server ended with ${code}:\n${output}`)))
    child.once('error', reject)
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (output.includes(READY)) resolve()
      })
  })
  return { processId: child.pid ?? 0, ended, end }
}

/**
 * Sends a first notification by the commands of `docs/server-package.md`: listens, creates an API key, and sends.
 * Returns what `aoi listen` printed for the notification.
 */
export async function sendFirst(machine: Machine): Promise<string> {
  const listen = `${findCommand(machine, 'aoi listen')} --count 1 --state ${quote(machine.state)}`
  const listening = spawn('sh', ['-c', listen], { cwd: machine.folder, stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const token = new Promise<string>((resolve, reject) => {
    createInterface({ input: listening.stdout }).on('line', (line) => {
      lines.push(line)
      const [found] = /\bg1[\w-]{20,}/.exec(line) ?? []
      if (found !== undefined) resolve(found)
    })
    listening.once('exit', (code) => reject(new Error(`aoi listen ended with ${code}: ${lines.join('\n')}`)))
  })
  const ended = once(listening, 'close')
  const created = await runCommand(machine, findCommand(machine, 'aoi admin keys create'))
  const [key = ''] = /aoi_sk_[\w-]+/.exec(created) ?? []
  const send = findCommand(machine, 'aoi send')
    .replace('aoi_sk_…', key)
    .replace('g1…', await token)
  await runCommand(machine, send)
  await ended
  return lines.join('\n')
}

async function runCommand({ folder }: Machine, command: string): Promise<string> {
  return (await promisify(execFile)('sh', ['-c', command], { cwd: folder })).stdout
}

/** Returns the guide's command that begins with `npx` and these words, for the machine. */
function findCommand({ aoi, admin, url }: Machine, words: string): string {
  const line = readFileSync(GUIDE, 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`npx ${words} `))
  if (line === undefined) throw new Error(`docs/server-package.md has no command npx ${words}`)
  return line
    .replace(/^npx aoi admin/, admin.map(quote).join(' '))
    .replace(/^npx aoi/, aoi.map(quote).join(' '))
    .replace(GUIDE_URL, url)
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
