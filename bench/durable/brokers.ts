import type { Broker } from './broker.ts'
import { mosquitto } from './mosquitto.ts'
import { jetStreamAll, jetStreamExplicit } from './nats.ts'
import { rabbitmq } from './rabbitmq.ts'
import { redisByCursor, redisByGroup } from './redis.ts'

/** The brokers in the order of the tables. */
export const BROKERS: readonly Broker[] = [
  redisByCursor,
  redisByGroup,
  jetStreamExplicit,
  jetStreamAll,
  mosquitto,
  rabbitmq,
]
