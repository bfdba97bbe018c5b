import { spawnSync } from 'node:child_process'

/** Prints once the Redis version of the integration tests, or that the tests with Redis are skipped. */
export function setup(): void {
  const { stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' })
  const version = /v=([\d.]+)/.exec(stdout ?? '')?.[1]
  const isUsable = Number.parseInt(version ?? '0', 10) >= 7
  console.log(
    isUsable
      ? `test: Redis: redis-server ${version} from the PATH`
      : 'test: Redis: no redis-server 7 or later on the PATH, so the tests with Redis are skipped (install the package redis-server)',
  )
}
