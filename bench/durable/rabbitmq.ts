import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ChannelModel, type ConsumeMessage, connect } from 'amqplib'
import { findVersion, startChild } from '../kit/child.ts'
import { type Broker, type MemberInput, type Open, PAYLOAD, type Publisher, WINDOW } from './broker.ts'

const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server'
const DECLARED_AT_ONCE = 50
/** Erlang's own connections between nodes: far from the ports of the brokers. */
const DISTRIBUTION_PORTS = 5000

/** AMQP 0-9-1: a fan-out exchange for each group, and a durable classic queue for each member. */
export const rabbitmq: Broker = {
  name: 'RabbitMQ, classic queues',
  guarantee: 'persistent messages, confirmed by the publisher’s channel: on disk in each queue before that',
  package: 'rabbitmq-server',
  version: () => findVersion('dpkg-query', '--show', 'rabbitmq-server'),
  start: ({ port, directory }) => {
    const config = join(directory, 'rabbitmq.conf')
    const home = join(directory, 'home')
    mkdirSync(home, { recursive: true })
    writeFileSync(config, 'log.console = true\nlog.console.level = error\nlog.file = false\n')
    return startChild({
      ...{ command: SERVER, args: [], port },
      env: {
        ...{ HOME: home, RABBITMQ_CONFIG_FILE: config, RABBITMQ_MNESIA_BASE: directory },
        ...{ RABBITMQ_LOG_BASE: directory, RABBITMQ_ENABLED_PLUGINS_FILE: join(directory, 'plugins') },
        ...{ RABBITMQ_NODENAME: `aoi-bench-${port}@localhost`, RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1' },
        ...{ RABBITMQ_NODE_PORT: String(port), RABBITMQ_DIST_PORT: String(port + DISTRIBUTION_PORTS) },
        // So that the script becomes the server, in place of waiting for it: the bench reads the CPU of the process.
        ...{ RABBITMQ_ALLOW_INPUT: 'true', RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-noinput' },
      },
    })
  },
  clients: {
    prepare: async (port, { groups, members }) => {
      const connection = await open(port)
      const channel = await connection.createChannel()
      for (let group = 0; group < groups; group += 1)
        await channel.assertExchange(exchangeOf(group), 'fanout', { durable: true })
      const declare = async (index: number) => {
        await channel.assertQueue(queueOf(index), { durable: true })
        await channel.bindQueue(queueOf(index), exchangeOf(Math.floor(index / members)), '')
      }
      const all = Array.from({ length: groups * members }, (_, index) => index)
      for (let first = 0; first < all.length; first += DECLARED_AT_ONCE)
        await Promise.all(all.slice(first, first + DECLARED_AT_ONCE).map(declare))
      await connection.close()
    },
    openMember,
    openPublisher: ({ port }) => openPublisher(port),
  },
}

async function openMember({ port, index, onMessages }: MemberInput): Promise<Open> {
  const connection = await open(port)
  const channel = await connection.createChannel()
  channel.on('error', () => undefined)
  await channel.prefetch(WINDOW)
  let arrived: ConsumeMessage[] = []
  // One acknowledgement for all messages that arrive together.
  const acknowledge = () => {
    const last = arrived.at(-1)
    if (last !== undefined) channel.ack(last, true)
    const count = arrived.length
    arrived = []
    onMessages(count)
  }
  await channel.consume(queueOf(index), (message) => {
    if (message === null) return
    if (arrived.length === 0) setImmediate(acknowledge)
    arrived.push(message)
  })
  return { close: () => leave(connection) }
}

async function openPublisher(port: number): Promise<Publisher> {
  const connection = await open(port)
  const channel = await connection.createConfirmChannel()
  channel.on('error', () => undefined)
  const content = Buffer.from(PAYLOAD)
  const publish = (group: number) =>
    new Promise<void>((resolve, reject) => {
      channel.publish(exchangeOf(group), '', content, { persistent: true }, (error: unknown) => {
        if (error === null || error === undefined) resolve()
        else reject(error)
      })
    })
  return { publish, close: () => leave(connection) }
}

async function open(port: number): Promise<ChannelModel> {
  const connection = await connect({ hostname: '127.0.0.1', port, heartbeat: 0 }, { noDelay: true })
  connection.on('error', () => undefined)
  return connection
}

function leave(connection: ChannelModel): void {
  connection.close().catch(() => undefined)
}

function exchangeOf(group: number): string {
  return `g${group}`
}

function queueOf(index: number): string {
  return `m${index}`
}
