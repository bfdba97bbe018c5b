import { Readable, Writable } from 'node:stream'
import { runCommandLine } from '../command-line.ts'

export type Run = {
  stdout: string
  stderr: string
  /** Settles with the exit code. */
  ended: Promise<number>
  /** As SIGTERM does. */
  stop(): void
  /** Settles with the `count`th line of standard output so far or to come. */
  line(count: number): Promise<string>
}

export type RunOptions = { env?: Record<string, string>; stdin?: string | Buffer }

/** Starts one `aoi` command line in this process, with streams that remember. */
export function startAoi(argv: readonly string[], options: RunOptions = {}): Run {
  const stopping = new AbortController()
  const stdout = new RememberingStream()
  const stderr = new RememberingStream()
  const ended = runCommandLine(argv, {
    env: options.env ?? {},
    stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
    stdout,
    stderr,
    stopping: stopping.signal,
  })
  return {
    get stdout() {
      return stdout.text
    },
    get stderr() {
      return stderr.text
    },
    ended,
    stop: () => stopping.abort(),
    line: (count) => stdout.line(count),
  }
}

/** Runs one `aoi` command line to its end. */
export async function runAoi(
  argv: readonly string[],
  options: RunOptions = {},
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const run = startAoi(argv, options)
  const exitCode = await run.ended
  return { exitCode, stdout: run.stdout, stderr: run.stderr }
}

class RememberingStream extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8')
    this.emit('line')
    done()
  }

  line(count: number): Promise<string> {
    return new Promise((resolve) => {
      const look = () => {
        const lines = this.text.split('\n')
        const line = lines[count - 1]
        if (line === undefined || lines.length <= count) return
        this.off('line', look)
        resolve(line)
      }
      this.on('line', look)
      look()
    })
  }
}
