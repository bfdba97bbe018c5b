import dns from 'node:dns'
import { readFileSync } from 'node:fs'

/**
 * Loaded before a server in a test: resolves the names that end in `.test` to the address in the file that TEST_ADDRESS_FILE
 * names, as a name server does whose record is changed.
 */
const resolve = dns.lookup
dns.lookup = (hostname, options, callback) => {
  const answer = typeof options === 'function' ? options : callback
  if (!hostname.endsWith('.test')) return resolve(hostname, options, callback)
  const address = readFileSync(process.env.TEST_ADDRESS_FILE, 'utf8').trim()
  const all = typeof options === 'object' && options.all
  process.nextTick(() => (all ? answer(null, [{ address, family: 4 }]) : answer(null, address, 4)))
}
