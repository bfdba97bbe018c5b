import { join } from 'node:path'
import type { AoiCommand } from './aoi-command.ts'
import { runAoi } from './aoi-command.ts'
import type { TestServer } from './test-server.ts'

export type Listener = { token: string; command: AoiCommand; machine: string }

/** A person with terminals beside the browser, in which they type the commands from the page of `server`. */
export class Person {
  readonly application: string
  readonly #server: TestServer
  readonly #commands: AoiCommand[] = []

  /** The application is `demo`, as the page shows it; a caller on the shared server passes another name. */
  constructor(server: TestServer, application = 'demo') {
    this.#server = server
    this.application = application
  }

  /** Starts an AOI Client on the named machine; an earlier one keeps its state. */
  async listen(machine: string): Promise<Listener> {
    return this.#listen(machine, '')
  }

  /** Starts an AOI Client that shows the enrolment code when it registers. */
  async listenByCode(machine: string, code: string): Promise<Listener> {
    return this.#listen(machine, `--code ${code}`)
  }

  /** Makes an API key for the application. */
  async createKey(): Promise<string> {
    const command = this.#run(
      `npx aoi admin keys create --name ${this.application}-sender --application ${this.application}`,
    )
    return String((await command.next('key')).key)
  }

  /** Sends, and waits for the acceptance. */
  async send(input: { key: string; token: string }): Promise<void> {
    const { key, token } = input
    const line = `npx aoi send --server ${this.#server.url} --key ${key} ${token} 'Hello, everyone'`
    await this.#run(line).next('notificationId')
  }

  /** Ends every running command. */
  async leave(): Promise<void> {
    await Promise.all(this.#commands.splice(0).map((command) => command.stop()))
  }

  async #listen(machine: string, options: string): Promise<Listener> {
    const line = `npx aoi listen --server ${this.#server.url} --app ${this.application} --seed 'a seed for the demo app' ${options}`
    const command = this.#run(line, machine)
    return { machine, command, token: String((await command.next('clientAppToken')).clientAppToken) }
  }

  #run(line: string, machine = 'server'): AoiCommand {
    const command = runAoi(line, { server: this.#server, machine: join(this.application, machine) })
    this.#commands.push(command)
    return command
  }
}
