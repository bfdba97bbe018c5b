import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Why no session bus and no app in Python can be started here; undefined if they can. */
export function findMissing(): string | undefined {
  if (spawnSync('dbus-daemon', ['--version']).error !== undefined) return 'dbus-daemon'
  const python = spawnSync('/usr/bin/python3', ['-c', 'import dbus, gi'])
  return python.status === 0 ? undefined : 'python3-dbus and python3-gi'
}

export type SessionBusDaemon = { address: string; stop(): Promise<void> }

/** Starts a session bus in `directory`. `services` are the programs that it starts, by their name on the bus. */
export async function startSessionBus(
  directory: string,
  services: Record<string, string>,
): Promise<SessionBusDaemon> {
  const serviceDirectory = join(directory, 'services')
  await mkdir(serviceDirectory)
  for (const [name, command] of Object.entries(services)) {
    const text = `[D-BUS Service]\nName=${name}\nExec=${command}\n`
    await writeFile(join(serviceDirectory, `${name}.service`), text)
  }
  const config = join(directory, 'bus.conf')
  await writeFile(config, configOf(directory, serviceDirectory))
  const args = ['--nofork', '--nosyslog', '--print-address=1', `--config-file=${config}`]
  const child = spawn('dbus-daemon', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const [chunk] = await once(child.stdout, 'data')
  return { address: String(chunk).trim(), stop: () => end(child) }
}

/** Ends a program, however busy it is. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

function configOf(directory: string, serviceDirectory: string): string {
  return `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${directory}/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>${serviceDirectory}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`
}
