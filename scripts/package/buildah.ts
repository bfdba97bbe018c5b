import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const ISOLATION = '--isolation=chroot'
/** The release below the default images of the `Containerfile`. */
const SUITE = 'bookworm'
/** Debian's images for containers leave the same files out. */
const LEFT_OUT = ['doc', 'info', 'locale', 'man'].map((name) => `"$1/usr/share/${name}"`)

/** The configuration of an image, in the words of Docker. */
export type ImageConfiguration = {
  User: string
  Env: string[]
  Entrypoint: string[]
  Volumes: Record<string, object>
  Healthcheck: { Test: string[] }
}

/** buildah, with a storage of its own below `folder`. It needs root, but no container runtime. */
export class Buildah {
  readonly #words: readonly string[]

  constructor(folder: string) {
    const storage = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run')]
    this.#words = ['buildah', ...storage, '--storage-driver', 'vfs']
  }

  /** Builds the image `tag` by the `Containerfile` of `context`. */
  async build({ context, tag, options }: { context: string; tag: string; options: readonly string[] }) {
    await this.#call('build', ISOLATION, '--format=docker', '--tag', tag, ...options, context)
  }

  /** Makes the image `tag` of a tree of files. */
  async import(tree: string, tag: string): Promise<void> {
    const container = await this.#call('from', 'scratch')
    await this.#call('copy', container, tree, '/')
    await this.#call('commit', '--rm', container, tag)
  }

  async configurationOf(tag: string): Promise<ImageConfiguration> {
    const { Docker } = JSON.parse(await this.#call('inspect', '--type=image', tag)) as {
      Docker: { config: ImageConfiguration }
    }
    return Docker.config
  }

  /** Makes a container of the image. Returns its name and the path of its root directory. */
  async makeContainer(tag: string): Promise<{ container: string; tree: string }> {
    const container = await this.#call('from', '--pull=never', tag)
    return { container, tree: await this.#call('mount', container) }
  }

  /** Removes all containers, which unmounts their trees. */
  async removeContainers(): Promise<void> {
    await this.#call('rm', '--all')
  }

  /** Returns the words before a command that runs in the container, as the user of its image. */
  wordsToRun(container: string, variables: readonly string[] = []): string[] {
    return [...this.#words, 'run', ISOLATION, ...variables.map((each) => `--env=${each}`), container, '--']
  }

  async #call(...words: string[]): Promise<string> {
    const [command = '', ...args] = [...this.#words, ...words]
    return (await run(command, args, { maxBuffer: 2 ** 24 })).stdout.trim()
  }
}

/** Makes a tree of Debian's essential packages and libstdc++ in the empty folder `tree`. Needs root and `mmdebstrap`. */
export async function makeDebianTree(tree: string): Promise<void> {
  const remove = `rm -r ${LEFT_OUT.join(' ')}`
  const parts = ['--variant=essential', '--include=libstdc++6']
  await run('mmdebstrap', [...parts, `--customize-hook=${remove}`, SUITE, tree], { maxBuffer: 2 ** 24 })
}

/** Adds this Node and its npm to the tree, with the certificates that npm trusts on this machine. */
export function addNode(tree: string, certificates: string | undefined): void {
  const place = join(tree, 'usr/local')
  const npm = join(dirname(process.execPath), '../lib/node_modules/npm')
  cpSync(process.execPath, join(place, 'bin/node'))
  cpSync(npm, join(place, 'lib/node_modules/npm'), { recursive: true })
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(place, 'bin/npm'))
  if (certificates === undefined) return
  mkdirSync(dirname(join(tree, certificates)), { recursive: true })
  cpSync(certificates, join(tree, certificates), { dereference: true })
}
